"""A letter on its way in: the text, what the reader proposed, and what a person has said about each proposal."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.letters.models.clauses import Clause
from portal.letters.models.letters import AssignmentKind, Letter
from portal.letters.states import (
    ENDED,
    UNDECIDED,
    UNDER_REVIEW,
    ChangeKind,
    ClauseType,
    LetterKind,
    ProposalOrigin,
    ProposalState,
    ReadingState,
)
from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

SHORT_TEXT = 150_000


class LetterDraftQuerySet(models.QuerySet["LetterDraft"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the user's own organisation, for those who write letters (domain.md S-05)."""
        if not has_right(user, Right.WRITE_LETTERS):
            return self.none()
        return self.filter(organisation=user.organisation)

    def open(self) -> Self:
        return self.exclude(state__in=ENDED)


class LetterDraft(models.Model):
    """A letter that is being read: nothing of it is registered before a person has gone through it."""

    state = models.CharField(_("status"), max_length=12, choices=ReadingState, default=ReadingState.QUEUED)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("tekst"))
    text_hash = models.CharField(max_length=64, db_index=True)

    kind = models.CharField(_("type"), max_length=20, choices=LetterKind, blank=True)
    number = models.PositiveSmallIntegerField(_("nummer"), default=0)
    budget_year = models.PositiveSmallIntegerField(_("budsjettår"), null=True, blank=True)
    reference = models.CharField(_("referanse"), max_length=40, blank=True)
    title = models.CharField(_("tittel"), max_length=200, blank=True)
    sender = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("avsender"),
    )
    receiver = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mottaker"),
    )
    dated_on = models.DateField(_("datert"), null=True, blank=True)
    copies_to = models.CharField(_("kopi til"), max_length=200, blank=True)

    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="reading")
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("lastet opp"))

    objects = LetterDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("lesing av brev")
        verbose_name_plural = _("lesinger av brev")
        constraints = [
            models.CheckConstraint(
                name="registered_reading_has_its_letter",
                condition=~Q(state=ReadingState.REGISTERED) | Q(letter__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title or (self.file.name if self.file else _now("innlimt tekst"))

    def get_absolute_url(self) -> str:
        return reverse("letter_draft", args=[self.pk])

    @property
    def is_short(self) -> bool:
        """Whether a person can wait while the text is read; a longer one is read in the queue."""
        return len(self.text) <= SHORT_TEXT

    @property
    def is_under_review(self) -> bool:
        return self.state in UNDER_REVIEW

    @property
    def is_queued(self) -> bool:
        return self.state == ReadingState.QUEUED


class ProposedAssignment(models.Model):
    """A heading that will be a føring or a chapter of the letter."""

    draft = models.ForeignKey(LetterDraft, models.CASCADE, related_name="assignments")
    kind = models.CharField(
        _("type"), max_length=10, choices=AssignmentKind, default=AssignmentKind.DIRECTIVE
    )
    number = models.PositiveSmallIntegerField(_("nummer"))
    title = models.CharField(_("tittel"), max_length=200)

    class Meta:
        ordering = ("draft", "number")
        verbose_name = _("foreslått føring")
        verbose_name_plural = _("foreslåtte føringer")
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"],
                name="proposed_assignment_number_is_unique",
                violation_error_message=_("Brevet har alt en føring med dette nummeret."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProposedClauseQuerySet(models.QuerySet["ProposedClause"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(draft__in=LetterDraft.objects.visible_to(user))

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def accepted(self) -> Self:
        return self.filter(state=ProposalState.ACCEPTED)

    def overlapping(self, start: int, end: int) -> Self:
        """Proposals, not rejected, that share words with the part of the text."""
        return self.filter(start__lt=end, end__gt=start).exclude(state=ProposalState.REJECTED)

    def in_order(self) -> Self:
        return self.order_by("start", "end", "pk")


class ProposedClause(models.Model):
    """A clause that the reader or a person proposes; `draft.text[start:end]` is the quotation."""

    draft = models.ForeignKey(LetterDraft, models.CASCADE, related_name="proposals")
    state = models.CharField(
        _("status"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )
    origin = models.CharField(max_length=8, choices=ProposalOrigin, default=ProposalOrigin.READER)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(_("sitat"), max_length=500)
    type = models.CharField(_("type"), max_length=12, choices=ClauseType)
    short_text = models.CharField(_("kortform"), max_length=300, validators=[refuse_birth_number])
    bodies = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    due_on = models.DateField(_("frist"), null=True, blank=True)
    due_words = models.CharField(_("brevets ord om tid"), max_length=100, blank=True)
    amount = MoneyField(_("beløp (kr)"), null=True, blank=True)
    chapter = models.CharField(_("kapittel"), max_length=4, blank=True)
    post = models.CharField(_("post"), max_length=2, blank=True)
    assignment = models.ForeignKey(
        ProposedAssignment, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    amends = models.ForeignKey(Clause, models.SET_NULL, null=True, blank=True, related_name="+")
    amends_how = models.CharField(max_length=10, choices=ChangeKind, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = ProposedClauseQuerySet.as_manager()

    class Meta:
        ordering = ("start", "end", "pk")
        verbose_name = _("forslag til punkt")
        verbose_name_plural = _("forslag til punkter")
        indexes = [models.Index(fields=["draft", "start"], name="proposal_in_text")]
        constraints = [
            models.CheckConstraint(name="proposal_ends_after_it_begins", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="proposed_promise_has_no_amount",
                condition=~Q(type=ClauseType.PROMISE) | Q(amount=None),
                violation_error_message=_("Et løfte om finansiering kan ikke registreres med beløp."),
            ),
            models.CheckConstraint(
                name="amending_proposal_says_how",
                condition=Q(amends=None, amends_how="") | (Q(amends__isnull=False) & ~Q(amends_how="")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_text

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.state not in UNDECIDED
