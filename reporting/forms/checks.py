"""Forms about the checks and the corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.identifiers import refuse_birth_number
from reporting.models import Correction, LedgerRow
from reporting.rules import problems_with_correction

ROWS_TO_CHOOSE = 200


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Kommentar, skrives i oversikten"),
        max_length=500,
        validators=[refuse_birth_number],
        error_messages={"required": _("Skriv en kommentar.")},
    )


class CorrectionForm(forms.ModelForm):
    """What the row corrects; for an ompostering both statskontos."""

    class Meta:
        model = Correction
        fields = ("kind", "original", "original_voucher", "from_statskonto", "to_statskonto", "reason")
        help_texts = {
            "original_voucher": _(
                "Når det opprinnelige bilaget står på en annen statskonto, for eksempel LE 240120."
            ),
            "from_statskonto": _("Bare for en ompostering. Slik: 151001"),
            "to_statskonto": _("Bare for en ompostering. Slik: 150021"),
        }

    def __init__(self, data: Any = None, *, row: LedgerRow) -> None:
        found = getattr(row, "correction", None) or Correction(row=row, kind=row.type)
        found.amount, found.counter_amount = row.amount, -row.amount
        super().__init__(data, instance=found)
        others = LedgerRow.objects.of(row.authority).counted().exclude(pk=row.pk)
        same = others.filter(supplier_key=row.supplier_key, supplier_name=row.supplier_name)
        self.fields["original"].queryset = (
            same.order_by("cash_period", "pk")[:ROWS_TO_CHOOSE] if data is None else others
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            candidate = Correction(row=self.instance.row, **cleaned)
            for problem in problems_with_correction(candidate):
                self.add_error(None, problem.text)
        return cleaned
