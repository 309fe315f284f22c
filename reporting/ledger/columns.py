"""The columns of a ledger extract, with the header texts of Unit4's «Kontant» layout, and those of «hovedbok» that mean the same (domain.md 1.10)."""

from django.utils.translation import gettext_noop as _

from portal.imports.mapping import Column

# «Hovedbok» has seven dimensions; which of them is the statskonto differs between bodies.
OTHER_DIMENSIONS = (1, 3, 4, 5, 6, 7)
DIMENSIONS = ("dimension", *(f"dim_{n}" for n in OTHER_DIMENSIONS))
# Headers of «hovedbok» that are about the accounting period, not about when it was paid.
ACCRUAL_HEADERS = frozenset({"periode"})

COLUMNS = (
    Column("account", _("Konto"), ("konto", "artskonto"), required=True),
    Column("account_name", _("Kontonavn"), ("konto(t)", "konto (t)", "kontonavn")),
    Column("cost_place", _("Koststed"), ("avdeling/koststed", "koststed", "avdeling")),
    Column(
        "cost_place_name",
        _("Navn på koststed"),
        ("avdeling/koststed(+t)", "avdeling/koststed(t)", "koststed(t)"),
    ),
    Column("statskonto", _("Statskonto"), ("statskonto",), required=True, may_be=DIMENSIONS),
    Column("statskonto_name", _("Navn på statskonto"), ("statskonto(t)",)),
    Column("dimension", _("Dimensjon 2"), ("dim 2", "dim2")),
    Column("dimension_name", _("Navn på dimensjon 2"), ("dim 2(+t)", "dim 2(t)", "dim2(t)")),
    Column("target_group", _("Målgruppe"), ("målgruppe",)),
    Column("voucher_type", _("Bilagsart"), ("ba", "bilagsart"), required=True),
    Column("voucher_type_name", _("Navn på bilagsart"), ("ba(t)",)),
    Column("voucher_number", _("Bilagsnummer"), ("bilagsnr", "bilagsnummer"), required=True),
    Column("line_number", _("Linjenummer"), ("linjenr", "linje", "linjenummer")),
    Column("supplier_key", _("Reskontronummer"), ("resk.nr", "resknr", "reskontro")),
    Column("supplier_name", _("Leverandør"), ("resk.nr(t)", "resknr(t)", "leverandør")),
    Column(
        "supplier_number", _("Leverandørens organisasjonsnummer"), ("org.nr", "orgnr", "organisasjonsnummer")
    ),
    Column("supplier_country", _("Leverandørens land"), ("land", "landkode")),
    Column("text", _("Tekst"), ("tekst", "bilagstekst")),
    Column("purpose", _("Formål"), ("formål",)),
    Column("amount", _("Kontantbeløp"), ("kontantbeløp", "kontant beløp", "beløp"), required=True),
    Column("vat", _("Mva.-beløp"), ("mva-beløp", "mva", "mva.beløp", "mvabeløp")),
    Column("gross", _("Bruttobeløp"), ("bruttobeløp", "beløp inkl. mva")),
    Column(
        "cash_period",
        _("Kontantperiode"),
        ("kont.periode", "kontantperiode", "kont.per", "periode"),
        required=True,
    ),
    Column("year", _("Regnskapsår"), ("år", "regnskapsår")),
    Column("tax_code", _("Avgiftskode"), ("av", "avgiftskode")),
    *(Column(f"dim_{n}", f"Dim {n}", (f"dim{n}", f"dim {n}")) for n in OTHER_DIMENSIONS),
    *(
        Column(f"dim_{n}_name", f"Dim {n} (T)", (f"dim{n}(t)", f"dim {n}(t)", f"dim{n}(+t)"))
        for n in OTHER_DIMENSIONS
    ),
    Column("invoiced_on", _("Bilagsdato"), ("bilagsdato", "fakturadato")),
    Column("paid_on", _("Betalingsdato"), ("betalingsdato", "betalt dato")),
    Column("delivered_on", _("Leveringsdato"), ("leveringsdato", "levert")),
    Column("invoice_number", _("Fakturanummer"), ("fakturanr", "fakturanummer")),
    Column("original_voucher", _("Opprinnelig bilag"), ("opprinnelig bilag", "ref. bilag")),
)
