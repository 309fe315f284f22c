"""Organisations with dated names, users, and memberships that begin and end."""

import datetime
import uuid
from functools import cached_property
from typing import Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager

from portal.dates import oslo_today
from portal.norwegian import NorwegianOrder
from portal.people.identifiers import clean_organisation_number
from portal.people.roles import Role
from portal.permissions import Right, has_right, rights_of


class Daterange(Func):
    """The days from one column to another, both included, as a PostgreSQL range."""

    function = "daterange"
    output_field = DateRangeField()


class Same(Func):
    """A one-number range, so that equality can stand in an exclusion constraint without extensions."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


def holds_on(date: datetime.date) -> Q:
    """The rows whose valid_from–valid_to covers the date (Oslo date, both days included)."""
    return (Q(valid_from=None) | Q(valid_from__lte=date)) & (Q(valid_to=None) | Q(valid_to__gte=date))


class OrganisationKind(models.TextChoices):
    MINISTRY = "departement", _("Departement")
    AGENCY = "virksomhet", _("Virksomhet")
    CONTROL = "kontrollorgan", _("Kontrollorgan")


NAME_COLUMNS = frozenset({"name_nn", "name_en"})


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def existing_on(self, date: datetime.date) -> Self:
        """Bodies that existed on the Oslo date."""
        return self.filter(holds_on(date))

    def ministries_on(self, date: datetime.date) -> Self:
        """«Departementene»: the 16 ministries and SMK as they were on the date (domain.md O-01)."""
        return self.existing_on(date).filter(kind=OrganisationKind.MINISTRY)

    def visible_to(self, user: "User") -> Self:
        """Every body is known to everyone who acts for one."""
        return self if user.is_authenticated and user.membership else self.none()

    def with_names(self) -> Self:
        return self.prefetch_related("names")

    def by_name(self) -> Self:
        """With their names, in the order of those: today's, or the last one known, in the language in use (U-09)."""
        today = oslo_today()
        is_held = Case(When(holds_on(today), then=0), default=1)
        column = f"name_{get_language() or 'nb'}"
        shown = Coalesce(NullIf(column, Value("")), "name_nb") if column in NAME_COLUMNS else F("name_nb")
        names = OrganisationName.objects.filter(organisation=OuterRef("pk"))
        first = names.order_by(is_held, F("valid_from").desc(nulls_last=True)).values(shown_name=shown)[:1]
        found = self.with_names().annotate(
            shown_name=Coalesce(Subquery(first), "key", output_field=CharField())
        )
        return found.order_by(NorwegianOrder("shown_name"), "key")


@pghistory.track()
class Organisation(models.Model):
    """A body with a permanent identity; what it is called is dated (domain.md O-06)."""

    key = models.SlugField(_("fast nøkkel"), max_length=20, unique=True)
    organisation_number = models.CharField(
        _("organisasjonsnummer"),
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        validators=[clean_organisation_number],
    )
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind)
    valid_from = models.DateField(_("fra"), null=True, blank=True)
    valid_to = models.DateField(_("til"), null=True, blank=True)
    email_domain = models.CharField(_("e-postdomene"), max_length=100, blank=True)
    mailbox = models.EmailField(_("postmottak"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        verbose_name = _("virksomhet")
        verbose_name_plural = _("virksomheter")
        constraints = [
            models.CheckConstraint(
                name="organisation_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name_on().code

    def name_on(self, date: datetime.date | None = None) -> "OrganisationName":
        """The name that held on the Oslo date (today when none is given), or the nearest one."""
        day = date or oslo_today()
        prefetch_related_objects([self], "names")  # asked for once per object
        names = sorted(self.names.all(), key=lambda name: name.valid_from or datetime.date.min)
        held = [name for name in names if name.holds_on(day)]
        return (held or names or [OrganisationName(code=self.key.upper(), name_nb=self.key)])[-1]

    @property
    def code(self) -> str:
        return self.name_on().code

    @property
    def name(self) -> str:
        return self.name_on().name


class OrganisationName(models.Model):
    """What a body was called, and its short code, from–to."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    code = models.CharField(_("kode"), max_length=20)
    name_nb = models.CharField(_("navn på bokmål"), max_length=200)
    name_nn = models.CharField(_("navn på nynorsk"), max_length=200)
    name_en = models.CharField(_("navn på engelsk"), max_length=200, blank=True)
    valid_from = models.DateField(_("fra"), null=True, blank=True)
    valid_to = models.DateField(_("til"), null=True, blank=True)

    class Meta:
        ordering = ("organisation", "valid_from")
        verbose_name = _("navn")
        verbose_name_plural = _("navn")
        constraints = [
            ExclusionConstraint(
                name="organisation_has_one_name_at_a_time",
                expressions=[
                    (Same("organisation_id"), RangeOperators.OVERLAPS),
                    (Daterange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Virksomheten har alt et navn i denne tiden."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, date: datetime.date) -> bool:
        return (self.valid_from or date) <= date <= (self.valid_to or date)

    @property
    def name(self) -> str:
        """The name in the language in use; bokmål when it is not known in that language."""
        return getattr(self, f"name_{get_language() or 'nb'}", "") or self.name_nb


class Succession(models.Model):
    """From a date, a body's tasks (all, or those named) are another body's (domain.md X09, O-06)."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances")
    takes_effect_on = models.DateField(_("fra"))
    scope = models.CharField(_("hva som går over"), max_length=300)
    source = models.CharField(_("kilde"), max_length=300)

    class Meta:
        ordering = ("takes_effect_on",)
        verbose_name = _("etterfølger")
        verbose_name_plural = _("etterfølgere")
        constraints = [
            models.CheckConstraint(
                name="nobody_succeeds_itself", condition=~Q(predecessor=models.F("successor"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        """Everyone for those who keep people; oneself for all others."""
        return self if has_right(user, Right.KEEP_PEOPLE) else self.filter(pk=user.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user with e-mail login; without a password they can only come through their own login provider."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do comes from the membership that holds today, never from the e-mail address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-post"), unique=True, error_messages={"unique": _("E-postadressen er alt i bruk.")}
    )
    name = models.CharField(_("navn"), max_length=150)
    language = models.CharField(
        _("språk"),
        max_length=2,
        choices=[("nb", _("Bokmål")), ("nn", _("Nynorsk")), ("en", _("English"))],
        default="nb",
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("får åpne forvaltningssidene"), default=False)
    must_change_password = models.BooleanField(_("må velge nytt passord"), default=False)
    is_service = models.BooleanField(_("maskinbruker"), default=False)
    joined_at = models.DateTimeField(_("opprettet"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")
        constraints = [models.UniqueConstraint(Lower("email"), name="email_is_unique_whatever_its_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def membership(self) -> "Membership | None":
        """The membership that holds today (domain.md O-04), or None."""
        return Membership.objects.held_today_by(self.pk).select_related("organisation").first()

    @property
    def organisation(self) -> Organisation | None:
        return self.membership.organisation if self.membership else None

    @property
    def roles(self) -> list[str]:
        return list(self.membership.roles) if self.membership and self.is_active else []

    @cached_property
    def rights(self) -> frozenset[Right]:
        """What the user may do today; nothing without a membership."""
        return rights_of(self.roles)

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> Self:
        """Every membership for those who keep people; one's own for all others."""
        return self if has_right(user, Right.KEEP_PEOPLE) else self.filter(user=user)

    def held_on(self, date: datetime.date) -> Self:
        return self.filter(holds_on(date))

    def held_today_by(self, user_id: int) -> Self:
        """At most one, since a person acts for one organisation at a time (domain.md O-04)."""
        return self.filter(user=user_id).held_on(oslo_today()).order_by()


@pghistory.track()
class Membership(models.Model):
    """The organisation a person acts for, with which roles, from–to (domain.md O-04)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=30, choices=Role), verbose_name=_("roller"))
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from",)
        verbose_name = _("medlemskap")
        verbose_name_plural = _("medlemskap")
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            ),
            models.CheckConstraint(
                name="membership_has_a_role",
                condition=Q(roles__len__gt=0),
                violation_error_message=_("Velg minst én rolle."),
            ),
            ExclusionConstraint(
                name="person_acts_for_one_organisation_at_a_time",
                expressions=[
                    (Same("user_id"), RangeOperators.OVERLAPS),
                    (Daterange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Brukeren har alt et medlemskap i denne tiden. Avslutt det først."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> Self:
        """One's own keys, and nobody else's."""
        return self.filter(user=user)


class ApiTokenManager(AuthTokenManager.from_queryset(ApiTokenQuerySet)):  # type: ignore[misc]
    """knox's manager, which makes the secret, with our QuerySet."""


class ApiToken(AbstractAuthToken):
    """A key for programs, with a name so that its owner knows which one to delete."""

    name = models.CharField(_("navn"), max_length=80)

    objects = ApiTokenManager()

    class Meta:
        ordering = ("created",)
        verbose_name = _("API-nøkkel")
        verbose_name_plural = _("API-nøkler")

    def __str__(self) -> str:
        return self.name
