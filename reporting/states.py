"""Fixed vocabularies of the money (domain.md section 1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What an imported row means for the authority it was imported for."""

    COUNTED = "counted", _("Teller")
    ACCRUAL = "accrual", _("Periodisering, ikke betaling")
    SPECIAL_PERIOD = "special_period", _("Åpnings- eller avslutningsperiode")
    OTHER_YEAR = "other_year", _("Faller i et annet budsjettår")


COUNTED = frozenset({Outcome.COUNTED})
SET_ASIDE = frozenset({Outcome.ACCRUAL, Outcome.SPECIAL_PERIOD, Outcome.OTHER_YEAR})


class RowType(TextChoices):
    PAYMENT = "payment", _("utbetaling")
    CREDIT_NOTE = "credit_note", _("kreditnota")
    REFUND = "refund", _("tilbakebetaling")
    REPOSTING = "reposting", _("ompostering")
    WAGES = "wages", _("lønn")
    TRAVEL = "travel", _("reise")


class VoucherMeaning(TextChoices):
    """What a bilagsart means in one body's ledger; the codes differ from body to body (domain.md I-12)."""

    CASH = "cash", _("Betaling (teller)")
    CORRECTION = "correction", _("Ompostering eller retting (teller)")
    ACCRUAL = "accrual", _("Periodisering (teller ikke)")


class Flag(TextChoices):
    """Visible warnings on a row; a flag never stops anything."""

    ROUNDED = "rounded", _("Avrundet til øre")
    VAT_MISMATCH = "vat_mismatch", _("Netto og mva. blir ikke brutto")
    SUPPLIER_NUMBER = "supplier_number", _("Organisasjonsnummeret har feil kontrollsiffer")
    UNKNOWN_ACCOUNT = "unknown_account", _("Artskontoen finnes ikke i kontoplanen")
    BALANCE_ACCOUNT = "balance_account", _("Balansekonto, ikke utgift")
    POSSIBLE_DOUBLE = "possible_double", _("Mulig dobbeltbetaling")
    OUTSIDE_COST_PERIOD = "outside_cost_period", _("Levert utenfor kostnadsperioden")
    DATES_DIFFER = "dates_differ", _("Betalingsdato og kontantperiode har ulikt år")
