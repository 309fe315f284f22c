"""When one can sign up, accept, withdraw, and be checked in."""

import datetime
import secrets
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.models import Certificate, Registration, Session
from courses.rules.rights import is_in_target_group
from courses.rules.times import moment_in_words
from courses.states import RegistrationState, SessionState
from portal.errors import Problem
from portal.formatting import dato

if TYPE_CHECKING:
    from portal.people.models import User


def missing_to_sign_up(session: Session, by: "User", at: datetime.datetime) -> list[Problem]:
    """Open registration, and a body in the target group (domain.md K-03; features.md C05)."""
    problems = _why_not_now(session, at)
    if not is_in_target_group(by.organisation):
        said = {"body": by.organisation.name if by.organisation else _("Virksomheten din")}
        text = _(
            "Kurset er for ansatte i departementene og virksomheter som er lagt til. %(body)s er ikke blant dem. Spør kursansvarlig."
        )
        problems.append(Problem(text % said, code="target_group"))
    return problems


def _why_not_now(session: Session, at: datetime.datetime) -> list[Problem]:
    if session.state == SessionState.CANCELLED:
        return [Problem(_("Samlingen er avlyst."), code="cancelled")]
    if session.state == SessionState.PLANNED:
        return [Problem(_("Påmeldingen er ikke åpnet ennå."), code="planned")]
    if not session.takes_registrations_at(at):
        return [Problem(_("Påmeldingen er stengt."), code="closed")]
    return []


def missing_to_withdraw(registration: Registration, at: datetime.datetime) -> list[Problem]:
    """One leaves the list at any time, and a seat until the deadline (domain.md K-04)."""
    session = registration.session
    if at >= session.starts_at:
        return [Problem(_("Samlingen har begynt."), code="begun")]
    if registration.state == RegistrationState.SEATED and at > session.deregister_by:
        said = {"deadline": moment_in_words(session.deregister_by)}
        text = _(
            "Fristen for avmelding gikk ut %(deadline)s. Si fra til kursansvarlig: uten avtale blir det ført som «ikke møtt»."
        )
        return [Problem(text % said, code="deregister_by")]
    return []


def missing_to_accept(registration: Registration, at: datetime.datetime) -> list[Problem]:
    """An offer is answered before its hour (features.md C06)."""
    if not registration.session.is_running:
        return [Problem(_("Samlingen er avlyst."), code="cancelled")]
    if registration.is_offered and not registration.offer_holds_at(at):
        said = {"deadline": moment_in_words(registration.offer_expires_at)}  # type: ignore[arg-type]
        return [Problem(_("Tilbudet gjaldt til %(deadline)s, og er gått ut.") % said, code="expired")]
    return []


def missing_in_capacity(session: Session, capacity: int, kept: int) -> list[Problem]:
    """Nobody who has a seat loses it because the room became smaller (domain.md K-02); `kept` are reserved and unused."""
    if capacity >= session.taken + kept:
        return []
    said = {"taken": session.taken, "kept": kept, "capacity": capacity}
    if kept:
        text = _(
            "%(taken)s plasser er tatt eller tilbudt, og %(kept)s er reservert. Det kan ikke bli %(capacity)s."
        )
    else:
        text = _("%(taken)s plasser er tatt eller tilbudt. Det kan ikke bli %(capacity)s plasser.")
    return [Problem(text % said, code="capacity")]


def missing_for_attendance(session: Session, at: datetime.datetime) -> list[Problem]:
    """Attendance is set from the session's start (features.md C11)."""
    if not session.is_running:
        return [Problem(_("Samlingen er ikke holdt."), code="state")]
    if at < session.starts_at:
        return [Problem(_("Oppmøte føres når samlingen har begynt."), code="starts_at")]
    return []


def missing_for_checkin(registration: Registration, code: str, at: datetime.datetime) -> list[Problem]:
    """A seat, the right code, inside the window of time (features.md C11)."""
    session = registration.session
    if not registration.is_seated:
        return [Problem(_("Bare de som har plass, kan sjekke inn."), code="seat")]
    if not session.code_works_at(at):
        text = _("Innsjekk virker fra 15 minutter før til 30 minutter etter at samlingen begynner.")
        return [Problem(text, code="window")]
    if not secrets.compare_digest(session.checkin_code.encode(), code.strip().upper().encode()):
        return [Problem(_("Koden stemmer ikke. Se på tavlen og skriv den på nytt."), code="code")]
    return []


def missing_for_certificate(registration: Registration, at: datetime.datetime) -> list[Problem]:
    """The whole course, and the course is over (features.md C12)."""
    if not registration.session.is_over_at(at):
        return [Problem(_("Kursbeviset er klart når samlingen er over."), code="over")]
    held = Certificate.objects.filter(registration=registration, revoked_at=None).exists()
    if not held:
        return [Problem(_("Kursbevis gis til dem som var til stede hele tiden."), code="attendance")]
    return []


def missing_to_echo(registration: Registration, at: datetime.datetime, came: bool) -> list[Problem]:
    """Those who came, once, from a month after and three weeks on (moonshot 20)."""
    session = registration.session
    if not came:
        return [Problem(_("Spørsmålene er for dem som var til stede."), code="attendance")]
    if registration.has_echoed:
        return [Problem(_("Du har svart. Svaret er anonymt, og kan derfor ikke hentes fram."), code="spent")]
    if not session.takes_echo_at(at):
        said = {"first": dato(session.echo_begins_at), "last": dato(session.echo_ends_at)}
        return [Problem(_("Spørsmålene er åpne fra %(first)s til %(last)s.") % said, code="window")]
    return []


def missing_to_evaluate(registration: Registration, at: datetime.datetime, came: bool) -> list[Problem]:
    """Those who came, once, while answers are taken in (domain.md K-09)."""
    if not came:
        return [Problem(_("Evalueringen er for dem som var til stede."), code="attendance")]
    if registration.has_evaluated:
        return [Problem(_("Du har svart. Svaret er anonymt, og kan derfor ikke hentes fram."), code="spent")]
    if not registration.session.takes_evaluations_at(at):
        return [Problem(_("Evalueringen er ikke åpen nå."), code="window")]
    return []
