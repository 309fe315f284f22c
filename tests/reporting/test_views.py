"""The pages about money: who gets in, and the way from upload to overview."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.events import Event
from portal.imports.models import ImportRun
from portal.people.roles import Role
from reporting.demo import demo_extract, demo_extract_so_far
from reporting.models import Allocation, Assessment, Authority, LedgerRow
from tests import factories
from tests import factories_money as money

pytestmark = pytest.mark.django_db
READERS = {Role.COORDINATOR, Role.CONTROLLER, Role.APPROVER, Role.STEWARD, Role.AUDITOR}
KEY = "dss-150021-2024"
PAGES = ("", "bilag/")


def plain(response) -> str:
    """The page's text with ordinary spaces."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def as_controller(authority: Authority, client_for) -> Client:
    return client_for(money.controller_of(authority))


def upload(client: Client, content: bytes, name: str = "utdrag.csv"):
    return client.post(f"/budsjett/{KEY}/import/", {"file": SimpleUploadedFile(name, content)})


def tied_row(authority: Authority) -> LedgerRow:
    row = money.LedgerRowFactory(authority=authority)
    Allocation.objects.create(
        row=row, assignment=authority.basis_letter.assignments.get(number=1), amount=row.amount
    )
    return row


@pytest.mark.parametrize("role", list(Role))
def test_money_is_for_those_who_read_it(authority, client_as, role) -> None:
    """domain.md S-05: invisible is 404; the lists, which say nothing, are 403."""
    row = tied_row(authority)
    client = client_as(role)
    paths = [
        f"/budsjett/{KEY}/",
        f"/budsjett/{KEY}/bilag/",
        f"/bilag/{row.pk}/",
        f"/rapporter/{KEY}/",
        "/rapporter/",
        "/budsjett/eksempel/",
    ]

    expected = [200] * 6 if role in READERS else [404] * 4 + [403] * 2
    assert [client.get(path).status_code for path in paths] == expected


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.CONTROLLER, True, 200),
        (Role.CONTROLLER, False, 403),
        (Role.APPROVER, True, 403),
        (Role.STEWARD, False, 403),
        (Role.EMPLOYEE, True, 404),
    ],
)
def test_only_the_receivers_controller_imports(authority, client_as, role, own, status) -> None:
    """domain.md E-06: DIO cannot use DSS' authority."""
    client = client_as(role, authority.receiver if own else None)

    assert (client.get(f"/budsjett/{KEY}/import/").status_code, upload(client, demo_extract_so_far().getvalue()).status_code) == (
        status, 302 if status == 200 else status
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", [f"/budsjett/{KEY}/", f"/rapporter/{KEY}/", "/budsjett/", "/rapporter/", "/bilag/1/"]
)
def test_stranger_is_sent_to_the_login(db, path) -> None:
    """style.md 17."""
    assert Client().get(path)["Location"].startswith("/konto/logg-inn/")


@pytest.mark.parametrize(
    "path",
    [
        "/budsjett/tull/",
        "/budsjett/dss-150021-2031/",
        "/rapporter/x/",
        "/bilag/999999/",
        "/budsjett/0/bilag/",
    ],
)
def test_what_is_not_there_is_404(authority, client_as, path) -> None:
    """domain.md S-05."""
    assert client_as(Role.STEWARD).get(path).status_code == 404


def test_budget_leads_to_the_only_authority(authority, client_as) -> None:
    """Fewer clicks."""
    assert client_as(Role.STEWARD).get("/budsjett/")["Location"] == f"/budsjett/{KEY}/"


def test_drawdown_shows_ceiling_paid_and_free(whole_year, client_as, time_machine, oslo) -> None:
    """features.md R04, domain.md E-30: always with eks. mva."""
    time_machine.move_to(oslo(2024, 12, 20))

    page = plain(client_as(Role.STEWARD).get(f"/budsjett/{KEY}/"))

    assert [text in page for text in ("2 100 000", "1 930 000", "170 000", "eks. mva.")] == [True] * 4


def test_from_upload_over_preview_to_rows(authority, client_for) -> None:
    """Nothing is saved before it was seen."""
    client = as_controller(authority, client_for)
    uploaded = upload(client, demo_extract().getvalue())
    preview = client.get(uploaded["Location"])
    before = LedgerRow.objects.count()

    confirmed = client.post(f"{uploaded['Location']}bekreft/", follow=True)

    assert (uploaded.status_code, preview.status_code, before, confirmed.status_code) == (302, 200, 0, 200)
    assert "1 930 000,00" in plain(preview)
    assert (LedgerRow.objects.count(), ImportRun.objects.get().state) == (
        LedgerRow.objects.count(),
        "imported",
    )
    assert LedgerRow.objects.counted().count() == ImportRun.objects.get().report["counted"]


def test_confirming_twice_imports_once(authority, client_for) -> None:
    """Two clicks."""
    client = as_controller(authority, client_for)
    where = upload(client, demo_extract_so_far().getvalue())["Location"]

    statuses = [client.post(f"{where}bekreft/").status_code for _n in range(2)]

    assert (statuses, LedgerRow.objects.count()) == ([302, 409], 6)


def test_questions_are_answered_on_the_page(authority, client_for) -> None:
    """domain.md I-06, I-12."""
    client = as_controller(authority, client_for)
    content = money.extract(
        (*money.row_cells(BA="ZZ", Kontantbeløp="1.234"), "x"), headers=(*money.HEADERS, "Prosjekt")
    )
    where = upload(client, content)["Location"]
    assert "Prosjekt" in plain(client.get(where))

    client.post(f"{where}svar/", {"column:prosjekt": ""})
    assert "ZZ" in plain(client.get(where))
    client.post(f"{where}svar/", {"voucher_type:ZZ": "cash", "decimal_mark": ","})

    assert (ImportRun.objects.get().state, ImportRun.objects.get().report["sum"]) == ("checked", "1234.00")


@pytest.mark.parametrize(
    "cells",
    [
        {"voucher_type:ZZ": "tull"},
        {"column:prosjekt": "tull"},
        {"column:prosjekt": "?"},
        {},
        {"decimal_mark": "x"},
    ],
)
def test_answers_that_answer_nothing_leave_the_questions(authority, client_for, cells) -> None:
    """Never a 500."""
    client = as_controller(authority, client_for)
    content = money.extract((*money.row_cells(BA="ZZ"), "x"), headers=(*money.HEADERS, "Prosjekt"))
    where = upload(client, content)["Location"]

    assert client.post(f"{where}svar/", cells).status_code == 302
    assert (client.get(where).status_code, ImportRun.objects.get().state) == (200, "needs_answers")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "er tom"),
        (b"\x89PNG\r\n\x1a\n000", "av typen «PNG»"),
        (b"BEGRENSET\nKonto;Statskonto\n", "gradert"),
    ],
)
def test_wrong_file_is_a_sentence_and_is_not_kept(authority, client_for, content, sentence) -> None:
    """A sentence, and nothing saved."""
    answer = upload(as_controller(authority, client_for), content)

    assert (answer.status_code, sentence in plain(answer), ImportRun.objects.count()) == (422, True, 0)


def test_import_of_another_body_is_not_there(authority, client_for) -> None:
    """domain.md S-05."""
    run = money.ordered(authority, money.extract(money.row_cells()))
    stranger = client_for(factories.member(Role.CONTROLLER))

    statuses = [stranger.get(f"/import/{run.pk}/").status_code] + [
        stranger.post(f"/import/{run.pk}/{step}/").status_code
        for step in ("svar", "bekreft", "avbryt", "start-igjen")
    ]
    assert statuses == [404] * 5


def test_payments_are_tied_from_the_list(authority, client_for) -> None:
    """features.md R05."""
    rows = [money.LedgerRowFactory(authority=authority) for _n in range(3)]
    first = authority.basis_letter.assignments.get(number=1)
    client = as_controller(authority, client_for)

    answer = client.post(
        f"/budsjett/{KEY}/bilag/knytt/", {"rows": [rows[0].pk, rows[2].pk], "assignment": first.pk, "query": "foring=ingen"}
    )  # fmt: skip

    assert (answer.status_code, answer["Location"]) == (302, f"/budsjett/{KEY}/bilag/?foring=ingen")
    assert sorted(Allocation.objects.values_list("row", "amount")) == [
        (rows[0].pk, Decimal("1000.00")),
        (rows[2].pk, Decimal("1000.00")),
    ]


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"rows": ["x"]},
        {"rows": ["1"], "assignment": "999"},
        {"assignment": "-1", "rows": ["²"]},
        {"rows": ["9" * 30]},
        {"rows": []},
    ],
)
def test_tying_nothing_says_what_is_missing(authority, client_for, posted) -> None:
    """A sentence, and nothing saved."""
    answer = as_controller(authority, client_for).post(f"/budsjett/{KEY}/bilag/knytt/", posted, follow=True)

    assert (answer.status_code, "Velg bilag og føring før du knytter." in plain(answer)) == (200, True)


def test_split_is_saved_from_the_page(authority, client_for) -> None:
    """domain.md T-05."""
    row = money.LedgerRowFactory(authority=authority)
    one, two, *_rest = authority.basis_letter.assignments.directives()

    answer = as_controller(authority, client_for).post(
        f"/bilag/{row.pk}/fordel/", {f"f{one.pk}": "600,01", f"f{two.pk}": "399,99"}
    )

    assert (answer.status_code, sorted(row.allocations.values_list("amount", flat=True))) == (
        302,
        [Decimal("399.99"), Decimal("600.01")],
    )


@pytest.mark.parametrize(
    ("amounts", "status", "sentence"),
    [
        (("600,00", "399,99"), 422, "Det skiller 0,01 kr."),
        (("600.00", "abc"), 422, "er ikke et beløp"),
        (("1.234", ""), 422, "Bruk komma som desimaltegn."),
    ],
)
def test_wrong_split_gets_a_sentence(authority, client_for, amounts, status, sentence) -> None:
    """domain.md T-05, U-07."""
    row = money.LedgerRowFactory(authority=authority)
    one, two, *_rest = authority.basis_letter.assignments.directives()

    answer = as_controller(authority, client_for).post(
        f"/bilag/{row.pk}/fordel/", {f"f{one.pk}": amounts[0], f"f{two.pk}": amounts[1]}
    )

    assert (answer.status_code, sentence in plain(answer), Allocation.objects.count()) == (status, True, 0)


def test_wrong_split_keeps_what_was_typed(authority, client_for) -> None:
    """domain.md U-07: nobody types twice."""
    row = money.LedgerRowFactory(authority=authority)
    one, two, *_rest = authority.basis_letter.assignments.directives()

    answer = as_controller(authority, client_for).post(
        f"/bilag/{row.pk}/fordel/", {f"f{one.pk}": "600,00", f"f{two.pk}": "399,99"}
    )

    assert ['value="600,00"' in plain(answer), 'value="399,99"' in plain(answer)] == [True, True]


def test_judgement_is_saved_with_its_reason(authority, client_for) -> None:
    """domain.md E-08."""
    row = money.LedgerRowFactory(authority=authority)
    client = as_controller(authority, client_for)

    missing = client.post(f"/bilag/{row.pk}/vurder/", {"is_additional_cost": "ja"})
    number = client.post(
        f"/bilag/{row.pk}/vurder/", {"is_additional_cost": "ja", "reason": "For 01010750160"}
    )
    saved = client.post(f"/bilag/{row.pk}/vurder/", {"is_additional_cost": "nei", "reason": "Ordinær lønn"})

    assert [missing.status_code, number.status_code, saved.status_code] == [422, 422, 302]
    assert Assessment.objects.values_list("is_additional_cost", "reason").get() == (False, "Ordinær lønn")


@pytest.mark.parametrize("role", sorted(READERS - {Role.CONTROLLER}))
@pytest.mark.parametrize("step", ["fordel", "vurder"])
def test_others_read_and_do_not_write(authority, client_as, role, step) -> None:
    """permissions.py: a steward changes nothing that is DSS's to write."""
    row = money.LedgerRowFactory(authority=authority)

    assert client_as(role).post(f"/bilag/{row.pk}/{step}/", {}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "?side=0",
        "?side=99",
        "?side=x",
        "?side=²",
        "?foring=²",
        "?foring=x",
        "?periode=x",
        "?sort=tull",
        "?q=%00",
        "?type=x&utfall=x&merket=1",
        "?q=" + "x" * 5000,
    ],
)
def test_any_address_of_the_list_is_a_page(authority, client_as, query) -> None:
    """An address that means nothing asks for nothing."""
    tied_row(authority)
    client = client_as(Role.STEWARD)

    assert [
        client.get(f"/budsjett/{KEY}/bilag/{query}").status_code,
        client.get(f"/rapporter/{KEY}/{query}").status_code,
    ] == [200, 200]


def test_list_has_the_same_queries_with_one_row_and_with_fifty(
    authority, client_as, django_assert_max_num_queries
) -> None:
    """style.md 34."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(Role.STEWARD)
    counts = []
    for more in (1, 49):
        for _n in range(more):
            tied_row(authority)
        client.get(f"/budsjett/{KEY}/bilag/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/budsjett/{KEY}/bilag/")
        counts.append(len(caught))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("extension", ["xlsx", "csv", "pdf", "json"])
def test_steward_downloads_the_overview_and_the_log_knows(whole_year, client_as, extension) -> None:
    """features.md R15, X07."""
    client = client_as(Role.STEWARD)

    answer = client.post(f"/rapporter/{KEY}/{extension}/")

    assert (answer.status_code, answer["Content-Disposition"]) == (
        200,
        f'attachment; filename="utbetalinger-{KEY}.{extension}"',
    )
    assert len(b"".join(answer.streaming_content)) > 1000
    event = Event.objects.get(type="overview.exported")
    assert (event.actor_id, event.changes["format"], event.changes["rows"][1]) == (
        client.user.pk,
        [None, extension],
        LedgerRow.objects.counted().count(),
    )


@pytest.mark.parametrize(("role", "status"), [(Role.EMPLOYEE, 404), (Role.MEMBER, 404), (Role.OPERATOR, 404)])
def test_overview_is_not_downloaded_by_others(authority, client_as, role, status) -> None:
    """domain.md S-05."""
    assert client_as(role).post(f"/rapporter/{KEY}/csv/").status_code == status


def test_overview_is_not_fetched_by_get_nor_in_other_formats(authority, client_as) -> None:
    """style.md 25: GET never writes."""
    client = client_as(Role.STEWARD)

    assert [
        client.get(f"/rapporter/{KEY}/csv/").status_code,
        client.post(f"/rapporter/{KEY}/exe/").status_code,
    ] == [405, 404]


def test_overview_page_has_rows_sums_and_the_zero_sentence(authority, client_as) -> None:
    """domain.md E-25, E-30."""
    page = plain(client_as(Role.STEWARD).get(f"/rapporter/{KEY}/"))

    assert ["Det er ikke foretatt utbetalinger på denne fullmakten i 2024." in page, "eks. mva." in page] == [
        True,
        True,
    ]


def test_pages_open_without_redis(authority, client_as, dead_redis) -> None:
    """Pages still open."""
    client = client_as(Role.STEWARD)

    assert [
        client.get(path).status_code
        for path in (f"/budsjett/{KEY}/", f"/budsjett/{KEY}/bilag/", f"/rapporter/{KEY}/")
    ] == [200] * 3


def test_new_authority_is_registered_from_its_form(authority, client_for) -> None:
    """domain.md E-01."""
    letter = authority.basis_letter
    posted = {
        "basis_letter": letter.pk, "basis_clause": authority.basis_clause_id, "giver": letter.sender_id, "receiver": letter.receiver_id,
        "chapter": "1500", "post": "21", "budget_year": "2025", "ceiling": "1 500 000,00", "cost_from": "01.01.2025",
        "cost_to": "31.07.2025", "purpose": "Prøve",
    }  # fmt: skip

    client = as_controller(authority, client_for)
    answers = [
        client.post("/budsjett/ny/", {**posted, **more}).status_code
        for more in ({"ceiling": "1.500"}, {"budget_year": "2024"}, {})
    ]

    assert answers == [422, 422, 302]
    assert Authority.objects.filter(budget_year=2025).values_list("ceiling", flat=True).get() == Decimal(
        "1500000.00"
    )


@pytest.mark.parametrize("row", ["0", "-1", "9" * 30, "²"])
def test_tying_rows_that_are_not_there_ties_nothing(authority, client_for, row) -> None:
    """Never a 500."""
    first = authority.basis_letter.assignments.get(number=1)

    answer = as_controller(authority, client_for).post(
        f"/budsjett/{KEY}/bilag/knytt/", {"rows": [row], "assignment": first.pk}
    )

    assert (answer.status_code, Allocation.objects.count()) == (302, 0)
