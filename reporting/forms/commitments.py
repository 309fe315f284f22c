"""Forms about the ceiling's changes, orders and invoices: they read and check, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.dates import DateField
from portal.letters.models import Clause, Letter
from portal.letters.states import ClauseType
from portal.money import MoneyFormField
from portal.people.identifiers import (
    is_organisation_number,
    normalise_organisation_number,
    refuse_birth_number,
)
from reporting.models import Amendment, Authority, Commitment, Invoice, LedgerRow
from reporting.queries.commitments import rows_that_may_settle
from reporting.rules import missing_for_amendment


class AmendmentForm(forms.ModelForm):
    """What a later letter says about the ceiling."""

    valid_on = DateField(label=_("Gjelder fra"), help_text=_("Slik: 01.11.2024"))
    change = MoneyFormField(
        label=_("Endring av rammen, eks. mva. (kr)"),
        help_text=_("Slik: 300 000,00, eller −50 000,00 når rammen settes ned."),
    )

    class Meta:
        model = Amendment
        fields = ("letter", "clause", "valid_on", "change", "remark")

    def __init__(self, data: Any = None, *, authority: Authority) -> None:
        super().__init__(data, instance=Amendment(authority=authority))
        self.fields["letter"].queryset = Letter.objects.registered().filter(receiver=authority.receiver)
        self.fields["clause"].queryset = Clause.objects.filter(
            type__in=[ClauseType.AUTHORITY, ClauseType.PROMISE],
            assignment__letter__receiver=authority.receiver,
        ).select_related("assignment__letter")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            candidate = Amendment(authority=self.instance.authority, **cleaned)
            for problem in missing_for_amendment(candidate):
                self.add_error(None, problem.text)
        return cleaned


class CommitmentForm(forms.ModelForm):
    """An order; the supplier's number is checked when it is Norwegian (domain.md E-20)."""

    amount = MoneyFormField(label=_("Beløp, eks. mva. (kr)"))
    ordered_on = DateField(label=_("Bestilt"), help_text=_("Slik: 01.11.2024"))
    delivery_on = DateField(label=_("Leveres senest"))
    payment_on = DateField(label=_("Ventet betaling"), help_text=_("Dagen beløpet trolig går ut av banken."))

    class Meta:
        model = Commitment
        fields = (
            "reference", "supplier_name", "supplier_number", "supplier_country", "text", "assignment", "amount",
            "ordered_on", "delivery_on", "payment_on",
        )  # fmt: skip
        help_texts = {
            "supplier_number": _(
                "Ni sifre. For en utenlandsk leverandør: landets eget nummer, og landkoden under."
            ),
            "supplier_country": _("To bokstaver, bare for en utenlandsk leverandør."),
        }

    def __init__(self, data: Any = None, *, authority: Authority) -> None:
        super().__init__(data, instance=Commitment(authority=authority))
        self.fields["assignment"].queryset = authority.basis_letter.assignments.directives()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, country = cleaned.get("supplier_number", ""), cleaned.get("supplier_country", "").upper()
        cleaned["supplier_country"] = country
        if number and country in ("", "NO"):
            if not is_organisation_number(number):
                self.add_error(
                    "supplier_number",
                    _now("Organisasjonsnummeret har feil kontrollsiffer. Se etter en tastefeil."),
                )
            else:
                cleaned["supplier_number"] = normalise_organisation_number(number)
        return cleaned


class InvoiceForm(forms.ModelForm):
    prefix = "faktura"
    amount = MoneyFormField(label=_("Beløp, eks. mva. (kr)"), help_text=_("En kreditnota skrives med minus."))
    invoiced_on = DateField(label=_("Fakturadato"), help_text=_("Slik: 01.11.2024"))
    due_on = DateField(label=_("Forfall"))
    delivered_on = DateField(label=_("Levert"), required=False)

    class Meta:
        model = Invoice
        fields = ("number", "amount", "invoiced_on", "due_on", "delivered_on")

    def __init__(self, data: Any = None, *, commitment: Commitment) -> None:
        super().__init__(data, instance=Invoice(commitment=commitment))


class ApprovalForm(forms.Form):
    prefix = "godkjenn"
    exception_reason = forms.CharField(
        label=_("Grunn til unntak fra rammen"),
        required=False,
        max_length=300,
        validators=[refuse_birth_number],
        help_text=_(
            "Bare når beløpet er over det som er fritt. Grunnen og navnet ditt skrives i årsoversikten."
        ),
    )


class SettlementForm(forms.Form):
    """Which payment settles the invoice."""

    row = forms.ModelChoiceField(
        label=_("Bilag som betaler fakturaen"),
        queryset=LedgerRow.objects.none(),
        error_messages={"required": _("Velg et bilag.")},
    )

    def __init__(self, data: Any = None, *, invoice: Invoice) -> None:
        super().__init__(data, prefix=f"betal{invoice.pk}")
        self.fields["row"].queryset = rows_that_may_settle(invoice)
