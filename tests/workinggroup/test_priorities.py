"""Scores, the order, and the lists that are frozen."""

import io
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from docx import Document
from pypdf import PdfReader

from pilots.models import Pilot, PilotAnswer
from portal.errors import StepRefused
from portal.events import Event
from portal.people.roles import Role
from tests import factories
from tests import factories_group as make
from tests import factories_pilots as pilots
from tests import factories_workinggroup as needs
from workinggroup import documents
from workinggroup.actions import joining, priorities
from workinggroup.models import Barrier, Criterion, PriorityList, PriorityRow
from workinggroup.queries.priorities import ranking, unassessed_by
from workinggroup.states import UseCaseState

pytestmark = pytest.mark.django_db


def world(count: int = 2) -> tuple:
    by = make.leader()
    working = make.group(by)
    priorities.name_assessor(group=working, person=by, by=by, at=make.moment())
    return working, by, make.criteria(), [needs.released_need(title=f"Behov {turn}") for turn in range(count)]


def score(need, by, criteria, *values: int) -> None:
    given = dict(zip(criteria, values, strict=True))
    priorities.score_need(need=need, scores=given, by=by, at=make.moment(11, 1))


def test_my_list_goes_from_four_left_to_three() -> None:
    """features.md N07."""
    _working, by, criteria, rows = world(4)
    assert unassessed_by(by).count() == 4

    score(rows[0], by, criteria, 4, 2)

    assert unassessed_by(by).count() == 3


def test_total_is_weighted() -> None:
    """features.md N07: 60 % of 4 and 40 % of 2."""
    _working, by, criteria, rows = world(1)

    score(rows[0], by, criteria, 4, 2)

    assert ranking()[0].total == Decimal("3.20")


def test_only_named_assessors_score() -> None:
    """features.md N07."""
    _working, _by, criteria, rows = world(1)

    with pytest.raises(StepRefused, match="utpekt"):
        score(rows[0], factories.member(Role.MEMBER), criteria, 4, 2)


def test_frozen_list_stays_and_the_next_shows_moves_with_their_cause() -> None:
    """domain.md A-05; features.md N08."""
    working, by, criteria, rows = world(2)
    score(rows[0], by, criteria, 5, 1)
    score(rows[1], by, criteria, 1, 5)
    first = priorities.freeze_list(
        group=working, title="Liste", comment="Første.", by=by, at=make.moment(11, 2)
    )
    before = list(first.rows.values())

    priorities.set_weights(
        group=working, weights={criteria[0]: 10, criteria[1]: 90}, by=by, at=make.moment(11, 3)
    )
    second = priorities.freeze_list(
        group=working, title="Liste", comment="Andre.", by=by, at=make.moment(11, 4)
    )

    assert list(PriorityList.objects.get(number=1).rows.values()) == before
    assert [(row.need, row.moved, row.cause) for row in second.rows.all()] == [
        (rows[1], 1, "Nye vekter"),
        (rows[0], -1, "Nye vekter"),
    ]
    assert first.weights[0]["weight"] == 40


@pytest.mark.parametrize("change", ["comment", "row", "delete"])
def test_database_refuses_to_change_a_frozen_list(change: str) -> None:
    """domain.md A-05."""
    working, by, criteria, rows = world(1)
    score(rows[0], by, criteria, 5, 1)
    priorities.freeze_list(group=working, title="Liste", comment="Første.", by=by, at=make.moment(11, 2))

    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "comment":
            PriorityList.objects.update(comment="X")
        elif change == "row":
            PriorityRow.objects.update(rank=9)
        else:
            PriorityRow.objects.all().delete()


def test_list_is_internal_to_named_persons_until_it_is_opened(client_for) -> None:
    """domain.md A-06."""
    working, by, criteria, rows = world(1)
    score(rows[0], by, criteria, 5, 1)
    named, other = factories.member(Role.MEMBER), factories.member(Role.STEWARD)
    found = priorities.freeze_list(
        group=working, title="Liste", comment="Første.", readers=[named], by=by, at=make.moment(11, 2)
    )

    assert [
        client_for(person).get(found.get_absolute_url()).status_code for person in (by, named, other)
    ] == [200, 200, 404]
    priorities.open_list(priority_list=found, by=by, at=make.moment(11, 3))
    assert client_for(other).get(found.get_absolute_url()).status_code == 200


def test_cluster_is_one_place_with_the_volume_of_all() -> None:
    """features.md N05, N06."""
    _working, by, criteria, rows = world(2)
    for row in rows:
        score(row, by, criteria, 3, 3)
    cluster = joining.make_cluster(title="Felles", because="Samme.", needs=rows, by=by, at=make.moment(11, 2))

    place = ranking()[0]

    assert (len(ranking()), place.cluster_id, place.bodies, place.users) == (1, cluster.pk, 2, 40)


def test_package_links_each_number_back() -> None:
    """features.md N12."""
    working, by, criteria, rows = world(1)
    score(rows[0], by, criteria, 5, 1)
    found = priorities.freeze_list(
        group=working, title="Liste", comment="Første.", by=by, at=make.moment(11, 2)
    )

    cells = documents.package_content(found, [], [])["rows"][0]["cells"]

    address = rows[0].get_absolute_url()
    assert [cell["url"].partition(address)[1:] for cell in cells if address in cell["url"]] == [
        (address, ""), *[(address, "#signer")] * 3
    ]  # fmt: skip
    assert all(cell["url"].endswith(found.get_absolute_url()) for cell in (cells[0], cells[2], cells[3]))


def package_text(client, found: PriorityList, extension: str) -> str:
    """The text of the package as it is fetched; of Word with the addresses behind the links."""
    answer = client.post(f"{found.get_absolute_url()}pakke/{extension}/")
    assert answer.status_code == 200
    if extension == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    paper = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    links = [one.target_ref for one in paper.part.rels.values() if one.is_external]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells, *links])


@pytest.mark.parametrize("extension", ["docx", "pdf"])
def test_package_has_needs_volume_trials_and_risks(client_for, extension: str) -> None:
    """features.md N12; domain.md A-06: of needs in a cluster too, and it says for whom it is."""
    working, by, criteria, rows = world(2)
    barrier = Barrier.objects.create(key="juridisk", name="Juridiske utfordringer")
    rows[0].barriers.add(barrier)
    score(rows[0], by, criteria, 5, 1)
    other = factories.member(Role.COORDINATOR, by.organisation)
    priorities.name_assessor(group=working, person=other, by=by, at=make.moment())
    score(rows[0], other, criteria, 1, 5)
    cluster = joining.make_cluster(title="Felles", because="Samme.", needs=rows, by=by, at=make.moment(11, 1))
    case = needs.use_case(rows[1].owner, UseCaseState.SHARED_CASE, needs=(rows[1],))
    where = pilots.house()
    pilot = pilots.planned(where, title="Forsøk (EKSEMPEL)")
    PilotAnswer.objects.create(pilot=pilot, use_case=case)
    Pilot.objects.update(is_shared=True)
    found = priorities.freeze_list(
        group=working, title="Innspill", comment="Første.", by=by, at=make.moment(11, 2)
    )

    text = " ".join(package_text(client_for(by), found, extension).split())

    assert "Forsøk (EKSEMPEL)" in text
    assert "Juridiske utfordringer (1 av 2 behov)" in text
    assert "Risiko: 3,00 poeng av 5" in text
    assert f"Intern, for {by}" in text
    if extension == "docx":
        assert all(one.get_absolute_url() in text for one in (pilot, cluster, found))


def test_internal_list_is_on_no_page_feed_or_timeline_of_others(client_for) -> None:
    """domain.md A-06: neither its title nor its comment, before it is opened."""
    working, by, criteria, rows = world(1)
    score(rows[0], by, criteria, 5, 1)
    found = priorities.freeze_list(
        group=working, title="Satsing 2026", comment="Hemmelig.", by=by, at=make.moment(11, 2)
    )
    other = factories.member(Role.STEWARD)
    client = client_for(other)

    pages = ["/", "/arbeidsgruppen/", "/arbeidsgruppen/prioritering/", "/behov/", rows[0].get_absolute_url()]

    assert ["Satsing 2026" in client.get(page).content.decode() for page in pages] == [False] * len(pages)
    assert not Event.objects.visible_to(other).filter(sentence__contains="Satsing 2026").exists()
    assert client.post(f"{found.get_absolute_url()}pakke/docx/").status_code == 404


def test_at_least_one_criterion_counts() -> None:
    working, by, _criteria, _rows = world(0)

    with pytest.raises(StepRefused, match="Minst ett"):
        priorities.set_weights(
            group=working, weights=dict.fromkeys(Criterion.objects.all(), 0), by=by, at=make.moment()
        )
