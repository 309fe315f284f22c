"""The form of the plan."""

from decimal import Decimal
from typing import Any

from django import forms

from portal.dates import MONTHS
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
