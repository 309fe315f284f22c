"""Log-in sessions in the database, as Django keeps them; only the question that every request asks is made once."""

import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.sentences import Sentence, made_of

SOME_KEY, SOME_TIME = "?", datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _living() -> QuerySet[Session]:
    return Session.objects.filter(session_key=SOME_KEY, expire_date__gt=SOME_TIME)


LIVING = Sentence(_living)


class SessionStore(db.SessionStore):
    """Django's own store."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row = LIVING.asked({SOME_KEY: self.session_key, SOME_TIME: timezone.now()})
        if row is None:
            self._session_key = None
            return None
        return made_of(Session, iter(row))
