"""The authority to charge another body's appropriation, in the letter's words «fullmakt til å belaste»."""

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.money import ZERO, MoneyField
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


_KEY = re.compile(r"^(?:(?P<receiver>[-\w]+)[-/])?(?P<statskonto>\d{6})[-/](?P<year>\d{4})$", re.IGNORECASE)


def default_warnings() -> list[int]:
    """Per cent of the ceiling at which the portal warns, until another is said (domain.md E-04)."""
    return [80, 90, 100]


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def visible_to(self, user: "User") -> Self:
        """All authorities for those who read the money, none for others (domain.md S-05)."""
        return self if has_right(user, Right.READ_MONEY) else self.none()

    def named(self, key: str) -> Self:
        """Those that «dss-150021-2024» or, shorter, «150021-2024» or «150021/2024» may mean."""
        match = _KEY.match(key)
        if match is None:
            return self.none()
        found = self.filter(statskonto=match["statskonto"], budget_year=match["year"])
        return found.filter(receiver__key__iexact=match["receiver"]) if match["receiver"] else found

    def slim(self) -> Self:
        """What a list says of its authority: name, address, and who may write in it."""
        return self.select_related("receiver").only(
            "chapter", "post", "statskonto", "budget_year", "basis_letter", "receiver__key"
        )

    def with_parties(self) -> Self:
        return self.select_related(
            "giver", "receiver", "basis_letter", "basis_clause__assignment"
        ).prefetch_related("giver__names", "receiver__names", "amendments__letter", "plan")


@pghistory.track()
class Authority(models.Model):
    """One body may charge another's chapter and post, up to a ceiling, in one budget year (domain.md E-01)."""

    giver = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("giver")
    )
    receiver = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("mottaker")
    )
    chapter = models.CharField(_("kapittel"), max_length=4)
    post = models.CharField(_("post"), max_length=2)
    statskonto = models.CharField(_("statskonto"), max_length=6)
    budget_year = models.PositiveSmallIntegerField(_("budsjettår"))
    # At the end of the budget year, with every change so far; ceiling_on() says what it was on a day.
    ceiling = MoneyField(_("ramme, eks. mva. (kr)"))
    warning_steps = ArrayField(
        models.PositiveSmallIntegerField(),
        default=default_warnings,
        verbose_name=_("varsel ved prosent av rammen"),
    )
    notice_points = models.PositiveSmallIntegerField(
        _("varsel når forbruket er så mange prosentpoeng bak planen"), default=15
    )
    cost_from = models.DateField(_("kostnader fra"))
    cost_to = models.DateField(_("kostnader til"))
    purpose = models.CharField(_("formål"), max_length=300)
    basis_letter = models.ForeignKey(
        "letters.Letter", models.PROTECT, related_name="+", verbose_name=_("brevet som gir fullmakten")
    )
    basis_clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, related_name="+", verbose_name=_("punktet i brevet")
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ("-budget_year", "statskonto")
        verbose_name = _("fullmakt")
        verbose_name_plural = _("fullmakter")
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "statskonto", "budget_year"],
                name="one_authority_per_receiver_post_and_year",
                violation_error_message=_("Mottakeren har alt en fullmakt på denne posten dette året."),
            ),
            models.CheckConstraint(
                name="statskonto_is_chapter_and_post",
                condition=Q(statskonto=Concat(F("chapter"), F("post"))) & Q(statskonto__regex=r"^\d{6}$"),
                violation_error_message=_("Kapittel skal ha fire sifre og post to."),
            ),
            models.CheckConstraint(
                name="ceiling_is_not_negative",
                condition=Q(ceiling__gte=0),
                violation_error_message=_("Rammen kan ikke være negativ."),
            ),
            models.CheckConstraint(
                name="cost_period_ends_after_it_begins",
                condition=Q(cost_to__gte=F("cost_from")),
                violation_error_message=_("Kostnadsperioden slutter før den begynner."),
            ),
            models.CheckConstraint(
                name="nobody_gives_authority_to_itself", condition=~Q(giver=F("receiver"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ceiling_is_changed_by_a_letter",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("ceiling"),
                condition=pgtrigger.Condition("OLD.ceiling <> NEW.ceiling"),
                func="""
                    IF pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'Rammen endres bare av et brev.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"kap. {self.chapter}, post {self.post}, {self.budget_year}"

    def get_absolute_url(self) -> str:
        return reverse("drawdown", args=[self.key])

    @property
    def key(self) -> str:
        """«dss-150021-2024»: how an authority is named in addresses."""
        return f"{self.receiver.key}-{self.statskonto}-{self.budget_year}"

    def ceiling_on(self, day: datetime.date) -> Decimal:
        """The ceiling as it was on a date: changes that came into force later do not count (features.md R03)."""
        later = [item.change for item in self.amendments.all() if item.valid_on > day]
        return self.ceiling - sum(later, ZERO)

    def has_expired(self, today: datetime.date) -> bool:
        """What is left after the budget year is not carried over (domain.md E-05)."""
        return today.year > self.budget_year
