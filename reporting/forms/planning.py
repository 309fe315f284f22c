"""Forms of the plan and the calendar."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.dates import MONTHS, DateField
from portal.money import ZERO, MoneyFormField
from reporting.models import Authority
from reporting.queries.forecast import even_plan


class PlanForm(forms.Form):
    """Twelve amounts; empty is nothing."""

    def __init__(self, data: Any = None, *, authority: Authority) -> None:
        super().__init__(data)
        planned = {item.month: item.amount for item in authority.plan.all()} or even_plan(authority)
        for number, name in enumerate(MONTHS, 1):
            self.fields[f"m{number}"] = MoneyFormField(
                label=name.capitalize(), required=False, min_value=ZERO, initial=planned.get(number)
            )

    def months(self) -> dict[int, Decimal]:
        """{month: kroner eks. mva.}"""
        return {number: self.cleaned_data[f"m{number}"] or ZERO for number in range(1, 13)}


class DeadlineForm(forms.Form):
    due_on = DateField(label=_("Dato"), help_text=_("Slik: 31.01.2025"))
    source = forms.CharField(
        label=_("Kilde"), max_length=200, error_messages={"required": _("Skriv hvor datoen står.")}
    )
