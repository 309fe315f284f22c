"""Needs and use cases: two different things, many to many (domain.md A-04)."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right
from workinggroup.states import (
    OWN_NEEDS,
    SHARED_NEEDS,
    Frequency,
    InformationClass,
    NeedOutcome,
    NeedState,
    UseCaseState,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.people.models import User

MOST_USERS, MOST_HOURS = 20_000, 200_000


class WorkProcessQuerySet(models.QuerySet["WorkProcess"]):
    def visible_to(self, user: "User") -> Self:
        """The tree is for everyone who reads needs."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def in_use(self) -> Self:
        return self.filter(is_in_use=True)


class WorkProcess(models.Model):
    """A kind of work, in a tree of two levels that the group's leader edits (features.md N11)."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("ligger under"),
    )
    key = models.SlugField(_("kort navn i adressen"), max_length=60, unique=True)
    name = models.CharField(_("navn"), max_length=100, validators=[refuse_birth_number])
    name_nn = models.CharField(
        _("navn på nynorsk"), max_length=100, blank=True, validators=[refuse_birth_number]
    )
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    is_in_use = models.BooleanField(_("kan velges"), default=True)

    objects = WorkProcessQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("arbeidsprosess")
        verbose_name_plural = _("arbeidsprosesser")
        constraints = [
            models.CheckConstraint(
                name="work_process_is_not_under_itself",
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def visible_to(self, user: "User") -> Self:
        """The tags are for everyone who reads needs."""
        return self if has_right(user, Right.READ_GROUP) else self.none()

    def in_use(self) -> Self:
        return self.filter(is_in_use=True)


class Barrier(models.Model):
    """What stands in the way: a tag that the group's leader edits (features.md N11)."""

    key = models.SlugField(_("kort navn i adressen"), max_length=60, unique=True)
    name = models.CharField(_("navn"), max_length=100, validators=[refuse_birth_number])
    name_nn = models.CharField(
        _("navn på nynorsk"), max_length=100, blank=True, validators=[refuse_birth_number]
    )
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    is_in_use = models.BooleanField(_("kan velges"), default=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("barriere")
        verbose_name_plural = _("barrierer")

    def __str__(self) -> str:
        return self.name


def _person(label: "StrOrPromise", *, optional: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "people.User",
        models.PROTECT,
        null=optional,
        blank=optional,
        related_name="+",
        verbose_name=label,
    )


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: "User") -> Self:
        """What the own body has written, and what others have released (domain.md S-05; features.md N02)."""
        if not has_right(user, Right.READ_GROUP):
            return self.none()
        seen = Q(state__in=sorted(SHARED_NEEDS)) | Q(
            state=NeedState.NEED_WITHDRAWN, released_at__isnull=False
        )
        return self.filter(seen | Q(owner=user.organisation)) if user.organisation else self.filter(seen)

    def shared(self) -> Self:
        """Those that all the ministries can read and sign."""
        return self.filter(state__in=sorted(SHARED_NEEDS))

    def open(self) -> Self:
        """Those that are shared and not answered."""
        return self.filter(state=NeedState.RELEASED)


class Need(models.Model):
    """What a body needs to have solved: the task as it is today, and what would help (features.md N01)."""

    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    title = models.CharField(_("hva dere trenger"), max_length=160, validators=[refuse_birth_number])
    task_today = models.TextField(
        _("oppgaven i dag"), max_length=3000, blank=True, validators=[refuse_birth_number]
    )
    who = models.CharField(
        _("hvem som gjør den"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    how_often = models.CharField(_("hvor ofte"), max_length=10, choices=Frequency, blank=True)
    pain = models.TextField(
        _("hva som er tungt"), max_length=2000, blank=True, validators=[refuse_birth_number]
    )
    wished_result = models.TextField(
        _("ønsket resultat"), max_length=2000, blank=True, validators=[refuse_birth_number]
    )
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, null=True, blank=True, related_name="needs",
        verbose_name=_("arbeidsprosess"),
    )  # fmt: skip
    barriers = models.ManyToManyField(Barrier, blank=True, related_name="needs", verbose_name=_("barrierer"))
    information_class = models.CharField(
        _("informasjonen i oppgaven"), max_length=10, choices=InformationClass, blank=True
    )
    users_count = models.PositiveIntegerField(
        _("hvor mange som har oppgaven"), null=True, blank=True, validators=[MaxValueValidator(MOST_USERS)]
    )
    hours_per_month = models.PositiveIntegerField(
        _("timer i måneden, til sammen"), null=True, blank=True, validators=[MaxValueValidator(MOST_HOURS)]
    )

    state = models.CharField(_("status"), max_length=16, choices=NeedState, default=NeedState.DRAFT)
    # Counted up by each save: who saves on top of another's text is told.
    revision = models.PositiveIntegerField(default=1, editable=False)
    made_by = _person(_("skrevet av"), optional=False)
    made_at = models.DateTimeField(_("skrevet"))
    changed_at = models.DateTimeField(_("sist endret"))
    filed_by = _person(_("meldt inn av"))
    filed_at = models.DateTimeField(_("meldt inn"), null=True, blank=True)
    released_by = _person(_("frigitt av"))
    released_at = models.DateTimeField(_("frigitt"), null=True, blank=True)

    # The answer of the working group (features.md N09).
    outcome = models.CharField(_("svar"), max_length=10, choices=NeedOutcome, blank=True)
    outcome_because = models.CharField(
        _("begrunnelse"), max_length=1000, blank=True, validators=[refuse_birth_number]
    )
    answered_by = _person(_("besvart av"))
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)
    withdrawn_because = models.CharField(
        _("hvorfor det er trukket"), max_length=500, blank=True, validators=[refuse_birth_number]
    )
    # The owner's numbers and those of all who have signed, kept by the actions: lists sort by them (features.md N06).
    total_users = models.PositiveIntegerField(_("brukere i alt"), default=0, editable=False)
    total_hours = models.PositiveIntegerField(_("timer i alt"), default=0, editable=False)
    body_count = models.PositiveSmallIntegerField(_("departementer i alt"), default=1, editable=False)
    # A need that was too large is split; the parts know where they come from (features.md N05).
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("delt ut av")
    )
    # The beginnings of the words in the title, for look-alikes (features.md N03).
    word_keys = ArrayField(models.CharField(max_length=8), default=list, editable=False)
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("behov")
        verbose_name_plural = _("behov")
        indexes = [
            models.Index(fields=["state", "owner"], name="need_state_and_owner"),
            models.Index(fields=["work_process", "state"], name="need_work_process"),
            GinIndex(fields=["word_keys"], name="need_word_keys"),
            models.Index(fields=["-released_at", "-id"], name="need_latest_released"),
            models.Index(fields=["-total_users", "-id"], name="need_most_users"),
        ]
        constraints = [
            models.CheckConstraint(
                name="filed_need_says_all_that_is_asked",
                condition=Q(state__in=[NeedState.DRAFT, NeedState.NEED_WITHDRAWN])
                | (
                    ~Q(task_today="") & ~Q(who="") & ~Q(how_often="") & ~Q(pain="") & ~Q(wished_result="")
                    & ~Q(information_class="") & Q(work_process__isnull=False, filed_by__isnull=False, filed_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="shared_need_says_who_released_it",
                condition=Q(state__in=sorted(OWN_NEEDS | {NeedState.NEED_WITHDRAWN}))
                | Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answered_need_says_why",
                condition=~Q(state=NeedState.NEED_ANSWERED)
                | (~Q(outcome="") & ~Q(outcome_because="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def number(self) -> str:
        """«N-14»: given once, by the portal, and never used again."""
        return f"N-{self.pk}"

    @property
    def is_own(self) -> bool:
        """Whether only the body that writes it knows of it."""
        return self.state in OWN_NEEDS

    @property
    def is_shared(self) -> bool:
        return self.state in SHARED_NEEDS

    @property
    def is_draft(self) -> bool:
        return self.state == NeedState.DRAFT


class UseCaseQuerySet(models.QuerySet["UseCase"]):
    def visible_to(self, user: "User") -> Self:
        """What the own body has written, and what others have released (domain.md A-07)."""
        if not has_right(user, Right.READ_GROUP):
            return self.none()
        seen = Q(released_at__isnull=False)
        return self.filter(seen | Q(owner=user.organisation)) if user.organisation else self.filter(seen)

    def shared(self) -> Self:
        return self.filter(state=UseCaseState.SHARED_CASE)


class UseCase(models.Model):
    """What AI can be used for in a work process: an answer to one need or several (domain.md A-04)."""

    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    title = models.CharField(_("bruksområde"), max_length=160, validators=[refuse_birth_number])
    description = models.TextField(_("hva KI brukes til"), max_length=3000, validators=[refuse_birth_number])
    work_process = models.ForeignKey(
        WorkProcess, models.PROTECT, related_name="use_cases", verbose_name=_("arbeidsprosess")
    )
    information_class = models.CharField(
        _("informasjonen som brukes"), max_length=10, choices=InformationClass
    )
    needs = models.ManyToManyField(Need, blank=True, related_name="use_cases", verbose_name=_("behov"))
    state = models.CharField(_("status"), max_length=16, choices=UseCaseState, default=UseCaseState.SKETCH)
    made_by = _person(_("skrevet av"), optional=False)
    made_at = models.DateTimeField(_("skrevet"))
    released_by = _person(_("frigitt av"))
    released_at = models.DateTimeField(_("frigitt"), null=True, blank=True)
    # Only those that the owner says so about stand in the open catalogue (domain.md A-07).
    is_open_data = models.BooleanField(_("frigitt som åpne data"), default=False)
    is_example = models.BooleanField(_("eksempel"), default=False)

    objects = UseCaseQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        verbose_name = _("bruksområde")
        verbose_name_plural = _("bruksområder")
        constraints = [
            models.CheckConstraint(
                name="shared_use_case_says_who_released_it",
                condition=~Q(state=UseCaseState.SHARED_CASE)
                | Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="open_data_is_released_by_the_owner",
                condition=Q(is_open_data=False) | Q(released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("use_case", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.state == UseCaseState.SHARED_CASE
