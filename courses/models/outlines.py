"""The outline of a course: versions with modules, the dialogue with DFD, and the presentation to fagrådet."""

import datetime
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.states import FIXED_OUTLINES, OPEN_OUTLINES, Aim, OutlineState
from portal.dates import oslo_today
from portal.guards import append_only
from portal.norwegian import NorwegianOrder
from portal.people.identifiers import refuse_birth_number
from portal.people.models import Succession
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User
    from workinggroup.models import Need


def bodies_kept_by(user: "User") -> list[int]:
    """The body the user acts for, and those whose tasks it has taken over by today (domain.md X09, O-06); one query."""
    if user.organisation is None or not has_right(user, Right.KEEP_COURSES):
        return []
    inherited = Succession.objects.filter(successor=user.organisation, takes_effect_on__lte=oslo_today())
    return [user.organisation.pk, *inherited.order_by().values_list("predecessor", flat=True)]


def kept_by(user: "User", path: str) -> Q:
    """The condition that the body at `path` is one of `bodies_kept_by(user)`, as a part of the query that uses it."""
    if user.organisation is None or not has_right(user, Right.KEEP_COURSES):
        return Q(pk__in=[])
    inherited = Succession.objects.filter(successor=user.organisation, takes_effect_on__lte=oslo_today())
    own = Q(**{path: user.organisation.pk})
    return own | Q(**{f"{path}__in": inherited.order_by().values("predecessor")})


class OutlineQuerySet(models.QuerySet["Outline"]):
    def visible_to(self, user: "User") -> Self:
        """The keeper's own always; issued ones for all who read the letter, since they are an answer to it."""
        own = kept_by(user, "organisation")
        if has_right(user, Right.READ_LETTERS):
            own |= Q(pk__in=OutlineVersion.objects.filter(state__in=FIXED_OUTLINES).values("outline"))
        return self.filter(own)

    def waiting_for_dialogue(self) -> Self:
        """An outline exists, and DFD and the keeper have not met about it (features.md C03)."""
        issued = OutlineVersion.objects.filter(state__in=FIXED_OUTLINES).values("outline")
        return self.filter(pk__in=issued, dialogues=None)

    def waiting_for_council(self) -> Self:
        """An outline exists, and fagrådet has not seen it (features.md C02)."""
        issued = OutlineVersion.objects.filter(state__in=FIXED_OUTLINES).values("outline")
        seen = Presentation.objects.exclude(presented_on=None).values("version__outline")
        return self.filter(pk__in=issued).exclude(pk__in=seen)


class Outline(models.Model):
    """A course outline («kursskisse»); what it says stands in its versions."""

    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("utarbeides av")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="course_outlines",
        verbose_name=_("punktet i brevet"),
    )  # fmt: skip
    # The two conditions of the letter, whose words a refusal quotes (domain.md K-01).
    dialogue_clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet om dialog med DFD"),
    )  # fmt: skip
    council_clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("punktet om fagrådet"),
    )  # fmt: skip
    is_example = models.BooleanField(_("eksempel"), default=False)
    # When the first version existed: from then on DFD and the keeper are to talk (features.md C03).
    issued_on = models.DateField(_("foreligger fra"), null=True, blank=True)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        ordering = (NorwegianOrder("title"), "pk")
        verbose_name = _("kursskisse")
        verbose_name_plural = _("kursskisser")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("outline", args=[self.pk])

    @property
    def clauses(self) -> list[int]:
        """The clauses whose timeline shows the outline."""
        return [pk for pk in (self.clause_id,) if pk]

    def days_waited(self, today: datetime.date) -> int | None:
        """Days from the outline existed to the dialogue, or to today while it waits (features.md C03)."""
        if self.issued_on is None:
            return None
        first = min((one.held_on for one in self.dialogues.all()), default=None)
        return max(0, ((first or today) - self.issued_on).days)


class OutlineVersionQuerySet(models.QuerySet["OutlineVersion"]):
    def visible_to(self, user: "User") -> Self:
        """Drafts are the keeper's; issued versions follow their outline."""
        fixed = Q(state__in=FIXED_OUTLINES)
        if has_right(user, Right.KEEP_COURSES):
            fixed |= kept_by(user, "outline__organisation")
        return self.filter(fixed, outline__in=Outline.objects.visible_to(user))

    def issued(self) -> Self:
        return self.filter(state__in=FIXED_OUTLINES)


class OutlineVersion(models.Model):
    """Version 1, 2, … of an outline; from the day it is issued it stays as it is."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versjon"))
    state = models.CharField(_("status"), max_length=10, choices=OutlineState, default=OutlineState.DRAFT)
    summary = models.TextField(
        _("kort om kurset"), blank=True, max_length=2_000, validators=[refuse_birth_number]
    )
    change_note = models.CharField(
        _("hva er nytt"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))
    issued_at = models.DateTimeField(_("foreligger"), null=True, blank=True)

    objects = OutlineVersionQuerySet.as_manager()

    class Meta:
        ordering = ("outline", "-number")
        verbose_name = _("versjon av kursskisse")
        verbose_name_plural = _("versjoner av kursskisser")
        constraints = [
            models.UniqueConstraint(
                fields=["outline", "number"], name="outline_version_number_is_unique_in_outline"
            ),
            models.UniqueConstraint(
                fields=["outline"], condition=Q(state__in=list(OPEN_OUTLINES)), name="one_outline_draft_at_a_time"
            ),
            models.CheckConstraint(
                name="issued_outline_says_when",
                condition=Q(state=OutlineState.DRAFT, issued_at=None)
                | Q(state=OutlineState.ISSUED, issued_at__isnull=False),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="issued_outline_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state = 'issued'"),
                func="RAISE EXCEPTION 'En versjon av skissen som foreligger, kan ikke endres.' USING ERRCODE = 'restrict_violation';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outline}, versjon {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('outline', args=[self.outline_id])}?versjon={self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_OUTLINES


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(version__in=OutlineVersion.objects.visible_to(user))

    def newest(self) -> Self:
        """The modules of the newest version of each outline that lies fast."""
        later = OutlineVersion.objects.issued().filter(
            outline=models.OuterRef("version__outline"), number__gt=models.OuterRef("version__number")
        )
        return self.filter(~models.Exists(later), version__state__in=FIXED_OUTLINES)


_IN_A_DRAFT = """
    IF (SELECT state FROM courses_outlineversion WHERE id = {row}.{key}) = 'issued' THEN
        RAISE EXCEPTION 'Modulene i en versjon som foreligger, kan ikke endres.' USING ERRCODE = 'restrict_violation';
    END IF;
"""


class Module(models.Model):
    """A part of the course, tied to one of the letter's two aims (features.md C01, C04)."""

    version = models.ForeignKey(OutlineVersion, models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField(_("rekkefølge"))
    title = models.CharField(_("tittel"), max_length=200, validators=[refuse_birth_number])
    aim = models.CharField(_("mål i brevet"), max_length=5, choices=Aim)
    content = models.TextField(_("innhold"), blank=True, max_length=4_000, validators=[refuse_birth_number])
    goal = models.CharField(
        _("læringsmål"), max_length=400, blank=True, validators=[refuse_birth_number],
        help_text=_("Hva deltakeren kan etterpå."),
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(_("minutter"), default=30)
    needs = models.ManyToManyField(
        "workinggroup.Need",
        related_name="course_modules",
        blank=True,
        verbose_name=_("behov modulen svarer på"),
    )

    # Set by `queries.outlines.modules_of`: the needs the reader may see, and how many there are.
    shown_needs: "list[Need]"
    need_count: int

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ("version", "position", "pk")
        verbose_name = _("modul")
        verbose_name_plural = _("moduler")
        constraints = [
            models.CheckConstraint(
                name="module_lasts_a_while",
                condition=Q(minutes__gte=5, minutes__lte=960),
                violation_error_message=_("En modul varer fra 5 til 960 minutter."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="module_of_an_issued_outline_is_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP <> 'INSERT' THEN {_IN_A_DRAFT.format(row="OLD", key="version_id")} END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    {_IN_A_DRAFT.format(row="NEW", key="version_id")}
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course_module", args=[self.pk])


class ModuleCitation(models.Model):
    """A section of a guideline that a module builds on (features.md N10; moonshot 14)."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="citations")
    guideline = models.ForeignKey(
        "guidelines.Guideline", models.PROTECT, related_name="+", verbose_name=_("retningslinje")
    )
    anchor = models.CharField(_("del"), max_length=12)

    class Meta:
        ordering = ("module", "pk")
        verbose_name = _("henvisning til retningslinje")
        verbose_name_plural = _("henvisninger til retningslinjer")
        constraints = [
            models.UniqueConstraint(
                fields=["module", "guideline", "anchor"], name="module_cites_a_section_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} → {self.guideline} {self.anchor}"


class Dialogue(models.Model):
    """That DFD and the keeper have talked about the content: when, who, what (features.md C03; domain.md K-01)."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="dialogues")
    version = models.ForeignKey(OutlineVersion, models.PROTECT, related_name="dialogues")
    held_on = models.DateField(_("dato"))
    participants = models.CharField(
        _("hvem"), max_length=300, validators=[refuse_birth_number],
        help_text=_("Virksomhet og rolle, ikke navn på personer."),
    )  # fmt: skip
    summary = models.TextField(_("hva dere kom fram til"), max_length=4_000, validators=[refuse_birth_number])
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("ført av"))
    at = models.DateTimeField(_("ført"))

    class Meta:
        ordering = ("held_on", "pk")
        verbose_name = _("dialog med DFD")
        verbose_name_plural = _("dialoger med DFD")
        constraints = [
            models.CheckConstraint(
                name="dialogue_says_who_and_what", condition=~Q(participants="") & ~Q(summary="")
            )
        ]
        triggers = append_only("Dialoger om innholdet")

    def __str__(self) -> str:
        return f"{self.outline}, {self.held_on:%d.%m.%Y}"


class PresentationQuerySet(models.QuerySet["Presentation"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(version__in=OutlineVersion.objects.visible_to(user))

    def held(self) -> Self:
        return self.exclude(presented_on=None)


class Presentation(models.Model):
    """The content before «fagrådet for kompetanse»: sent, presented, remarks, follow-up (features.md C02)."""

    version = models.ForeignKey(OutlineVersion, models.PROTECT, related_name="presentations")
    sent_on = models.DateField(_("sendt fagrådet"))
    presented_on = models.DateField(_("lagt fram"), null=True, blank=True)
    remarks = models.TextField(
        _("fagrådets merknader"), blank=True, max_length=4_000, validators=[refuse_birth_number]
    )
    follow_up = models.TextField(
        _("oppfølging"), blank=True, max_length=4_000, validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("ført av"))

    objects = PresentationQuerySet.as_manager()

    class Meta:
        ordering = ("sent_on", "pk")
        verbose_name = _("framlegg for fagrådet")
        verbose_name_plural = _("framlegg for fagrådet")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], name="outline_version_goes_to_the_council_once",
                violation_error_message=_("Denne versjonen er alt sendt fagrådet."),
            ),
            models.CheckConstraint(
                name="presented_after_it_was_sent",
                condition=Q(presented_on=None) | Q(presented_on__gte=F("sent_on")),
                violation_error_message=_("Skissen kan ikke legges fram før den er sendt."),
            ),
            models.CheckConstraint(
                name="remarks_come_with_the_presentation",
                condition=Q(presented_on__isnull=False) | Q(remarks="", follow_up=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Fagrådet: {self.version}"

    def get_absolute_url(self) -> str:
        return f"{reverse('outline', args=[self.version.outline_id])}#fagradet"
