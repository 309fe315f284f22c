"""A notice: one thing that one recipient is told, once; and the mail that carries it."""

import datetime
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notifications.states import FINISHED, OPEN_NOTICES, TO_SEND, MailState, NoticeState
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

ONE_RECIPIENT = Q(person__isnull=False, mailbox=None) | Q(person=None, mailbox__isnull=False)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, user: "User") -> Self:
        """The whole outbox for those who read operations; for others what they had sent."""
        return self if has_right(user, Right.READ_OPERATIONS) else self.filter(sender=user)

    def to_send_at(self, moment: datetime.datetime) -> Self:
        """Mail whose turn has come: never tried, to be tried again, or left by a worker that died."""
        return self.filter(
            Q(state=MailState.QUEUED, next_at__lte=moment)
            | Q(state=MailState.SENDING, leased_until__lte=moment)
        )

    def unsent(self) -> Self:
        return self.filter(state__in=TO_SEND)

    def parked(self) -> Self:
        return self.filter(state=MailState.PARKED)


class OutgoingMail(models.Model):
    """One e-mail to one address: claimed with a lease, tried again, and parked after the last try."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.User", models.CASCADE, null=True, blank=True, related_name="+")
    mailbox = models.ForeignKey(
        "people.Organisation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    address = models.EmailField(_("adresse"))
    language = models.CharField(_("språk"), max_length=2, default="nb")
    sender = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.CharField(_("emne"), max_length=200, blank=True)
    body = models.TextField(_("tekst"), blank=True)
    secret = models.TextField(
        blank=True, default="", help_text="The whole text of a mail with a secret in it, until it has left."
    )
    state = models.CharField(_("status"), max_length=16, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("forsøk"), default=0)
    next_at = models.DateTimeField(_("neste forsøk"))
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("feil"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("lagt i utboksen"))
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("utgående e-post")
        verbose_name_plural = _("utgående e-post")
        constraints = [
            models.CheckConstraint(name="mail_has_one_recipient", condition=ONE_RECIPIENT),
            models.CheckConstraint(
                name="sent_mail_has_its_time", condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="mail_that_is_being_sent_has_a_lease",
                condition=~Q(state=MailState.SENDING) | Q(leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="secret_is_gone_when_no_more_tries_are_made",
                condition=Q(secret="") | Q(state__in=[state.value for state in sorted(TO_SEND)]),
            ),
        ]
        indexes = [
            models.Index(
                F("next_at"),
                name="mail_in_turn",
                condition=Q(state__in=[state.value for state in sorted(TO_SEND)]),
            ),
            models.Index(fields=["-created_at"], name="mail_latest"),
            models.Index(fields=["sender", "-created_at"], name="mail_of_sender"),
        ]

    def __str__(self) -> str:
        return self.subject or self.address

    def get_absolute_url(self) -> str:
        return reverse("outgoing_mail", args=[self.public_id])

    @property
    def message_id(self) -> str:
        """The same at every try, so that a repeated delivery is known as the same mail."""
        return f"<{self.public_id}@ki-portalen>"

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def has_content(self) -> bool:
        """Whether there is still something to send: notices, or a secret that has not left."""
        return bool(self.secret) or self.notices.exists()


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User") -> Self:
        """What the person has been told, and what their organisation's mailbox has been told."""
        own = Q(person=user)
        return self.filter(own | Q(mailbox=user.organisation) if user.organisation else own)

    def still_open(self) -> Self:
        return self.filter(state__in=OPEN_NOTICES)

    def ready_at(self, moment: datetime.datetime) -> Self:
        """Notices that may go out as mail now."""
        return self.filter(state=NoticeState.WAITING, ready_at__lte=moment)


class Notice(models.Model):
    """What one recipient is told about one object for one reason: once (features.md X01)."""

    rule = models.CharField(_("regel"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    occurrence = models.CharField(max_length=60)
    person = models.ForeignKey("people.User", models.CASCADE, null=True, blank=True, related_name="+")
    mailbox = models.ForeignKey(
        "people.Organisation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("overskrift"), max_length=200)
    sentence = models.CharField(_("setning"), max_length=500, blank=True)
    reason = models.CharField(_("hvorfor"), max_length=200)
    url = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(_("frist"), null=True, blank=True)
    starts_at = models.DateTimeField(_("begynner"), null=True, blank=True)
    ends_at = models.DateTimeField(_("slutter"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("kalenderens løpenummer"), default=0)
    state = models.CharField(_("status"), max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    created_at = models.DateTimeField(_("laget"))
    ready_at = models.DateTimeField(_("kan sendes fra"))
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, blank=True, related_name="notices")
    sender = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("varsel")
        verbose_name_plural = _("varsler")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id", "occurrence", "person", "mailbox"],
                name="a_recipient_is_told_once_about_an_occurrence",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="notice_has_one_recipient", condition=ONE_RECIPIENT),
            models.CheckConstraint(name="notice_says_why", condition=~Q(reason="")),
        ]
        indexes = [
            models.Index(F("ready_at"), name="notice_in_turn", condition=Q(state=NoticeState.WAITING.value)),
            models.Index(fields=["person", "-created_at"], name="notice_of_person"),
            models.Index(fields=["mailbox", "-created_at"], name="notice_of_mailbox"),
        ]

    def __str__(self) -> str:
        return self.title
