"""What the API answers. Amounts are kroner as text with two decimals; the name says whether VAT is in them."""

from typing import Any

from rest_framework import serializers

from reporting.models import Allocation, Authority, LedgerRow, OverviewVersion
from reporting.states import Flag, Outcome, RowType, VersionState


class Kroner(serializers.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=2, **kwargs)


class AuthoritySerializer(serializers.ModelSerializer):
    key = serializers.CharField(read_only=True)
    giver = serializers.CharField(source="giver.code")
    receiver = serializers.CharField(source="receiver.code")
    ceiling_excl_vat = Kroner(source="ceiling")
    letter_reference = serializers.CharField(source="basis_letter.reference")
    clause = serializers.CharField(source="basis_clause.number")

    class Meta:
        model = Authority
        fields = (
            "key", "giver", "receiver", "chapter", "post", "statskonto", "budget_year", "ceiling_excl_vat", "cost_from",
            "cost_to", "purpose", "letter_reference", "clause",
        )  # fmt: skip


class AllocationSerializer(serializers.ModelSerializer):
    assignment = serializers.IntegerField(source="assignment.number")
    amount_excl_vat = Kroner(source="amount")

    class Meta:
        model = Allocation
        fields = ("assignment", "amount_excl_vat")


class PaymentSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="authority.key")
    amount_excl_vat = Kroner(source="amount")
    amount_incl_vat = Kroner(source="gross", allow_null=True)
    type = serializers.ChoiceField(choices=RowType.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    flags = serializers.ListField(child=serializers.ChoiceField(choices=Flag.choices))
    assignments = AllocationSerializer(source="allocations", many=True)

    class Meta:
        model = LedgerRow
        fields = (
            "id", "authority", "outcome", "type", "flags", "voucher_type", "voucher_number", "line_number", "cash_period",
            "statskonto", "account", "account_name", "artskonto", "supplier_name", "supplier_number", "supplier_country",
            "invoice_number", "original_voucher", "text", "purpose", "invoiced_on", "paid_on", "delivered_on",
            "amount_excl_vat", "vat", "amount_incl_vat", "assignments",
        )  # fmt: skip


class OverviewRowSerializer(serializers.Serializer):
    """One line of the overview; `net` is kroner eks. mva., what is charged to the post."""

    number = serializers.IntegerField()
    voucher_type = serializers.CharField()
    voucher_number = serializers.CharField()
    line_number = serializers.IntegerField()
    invoiced_on = serializers.DateField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    cash_period = serializers.CharField()
    statskonto = serializers.CharField()
    artskonto = serializers.CharField()
    account_name = serializers.CharField()
    supplier = serializers.CharField()
    supplier_number = serializers.CharField()
    invoice_number = serializers.CharField()
    text = serializers.CharField()
    assignments = serializers.CharField(help_text="«1», or «1: 600,00, 2: 400,00» when the payment is split.")
    net = Kroner()
    vat = Kroner(allow_null=True)
    gross = Kroner(allow_null=True)
    type = serializers.CharField()
    original_voucher = serializers.CharField()
    additional_cost = serializers.CharField()
    remark = serializers.CharField()


class OverviewSerializer(serializers.Serializer):
    """reporting.documents.overview_as_data, described."""

    authority = serializers.CharField()
    statskonto = serializers.CharField()
    budget_year = serializers.IntegerField()
    giver = serializers.CharField()
    receiver = serializers.CharField()
    letter_reference = serializers.CharField()
    status = serializers.CharField(
        help_text="`draft` is what the ledger says now; a sealed version says `sent`."
    )
    version = serializers.IntegerField(allow_null=True)
    checked_by = serializers.CharField(allow_blank=True)
    approved_by = serializers.CharField(allow_blank=True)
    sent_by = serializers.CharField(allow_blank=True)
    ledger_sum_excl_vat = Kroner(allow_null=True)
    explanation = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    ceiling_excl_vat = Kroner()
    paid_excl_vat = Kroner()
    left_excl_vat = Kroner()
    row_count = serializers.IntegerField()
    statement = serializers.CharField(help_text="Says so when no payments were made; else empty.")
    by_assignment = serializers.DictField(child=Kroner())
    by_month = serializers.DictField(child=Kroner())
    by_account_group = serializers.DictField(child=Kroner())
    rows = OverviewRowSerializer(many=True)


class OverviewVersionSerializer(serializers.ModelSerializer):
    """A version that was sealed and sent; `sha256` is of the bytes that its own address gives."""

    authority = serializers.CharField(source="authority.key")
    state = serializers.ChoiceField(choices=VersionState.choices)
    paid_excl_vat = Kroner(source="total")

    class Meta:
        model = OverviewVersion
        fields = (
            "authority", "number", "state", "reason", "checked_at", "approved_at", "sent_at", "answered_at", "answer",
            "paid_excl_vat", "row_count", "sha256",
        )  # fmt: skip


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    reference = serializers.CharField(help_text="The request's own id, to quote when asking for help.")
    errors = serializers.DictField(required=False)
    problems = serializers.ListField(child=serializers.CharField(), required=False)
