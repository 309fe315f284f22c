"""Scores, the order, and the lists that are frozen."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from portal.errors import StepRefused
from portal.people.roles import Role
from tests import factories
from tests import factories_group as make
from tests import factories_workinggroup as needs
from workinggroup import documents
from workinggroup.actions import joining, priorities
from workinggroup.models import Criterion, PriorityList, PriorityRow
from workinggroup.queries.priorities import ranking, unassessed_by

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

    content = documents.package_content(found, ["Utprøving: Sammendrag"])

    assert content["rows"][0]["url"].endswith(rows[0].get_absolute_url())
    assert documents.package_docx(found).startswith(b"PK")
    assert documents.package_pdf(found).startswith(b"%PDF")


def test_at_least_one_criterion_counts() -> None:
    working, by, _criteria, _rows = world(0)

    with pytest.raises(StepRefused, match="Minst ett"):
        priorities.set_weights(
            group=working, weights=dict.fromkeys(Criterion.objects.all(), 0), by=by, at=make.moment()
        )
