"""Needs that resemble one another, and clusters that can be taken apart."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.people.roles import Role
from tests import factories
from tests import factories_workinggroup as make
from workinggroup.actions import joining, needs
from workinggroup.likeness import keys_of, likeness
from workinggroup.models import Cluster, ClusterTie, Need, SuspectedPair
from workinggroup.queries.likeness import look_alikes
from workinggroup.queries.needs import volumes_of, waiting_pairs
from workinggroup.states import NeedState

pytestmark = pytest.mark.django_db


def named(title: str, state: str = NeedState.RELEASED, **facts: object) -> Need:
    return make.need(state=state, title=title, word_keys=keys_of(title), **facts)


def test_look_alikes_come_while_the_title_is_written() -> None:
    """features.md N03."""
    found = named("Oppsummere høringssvar")
    named("Oversette notater til engelsk")

    alike = look_alikes(factories.member(Role.MEMBER), "oppsummering av høringssvar")

    assert [one.pk for one in alike] == [found.pk]
    assert "oppsummer" in alike[0].reason


def test_look_alikes_never_show_another_ministrys_draft() -> None:
    """domain.md S-05."""
    named("Oppsummere høringssvar", NeedState.FILED)

    assert look_alikes(factories.member(Role.MEMBER), "oppsummere høringssvar") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oppsummere høringssvar", "Oppsummering av høyringssvar"),
        ("Omsetje brev mellom bokmål og nynorsk", "Oversette brev mellom bokmål og nynorsk"),
        ("Søkje i eigne dokument", "Søke i egne dokumenter"),
        ("Sammendrag av innspill", "Samandrag av innspel"),
        ("Referat fra møter", "Møtereferater"),
    ],
)
def test_bokmal_and_nynorsk_are_alike(one: str, other: str) -> None:
    """features.md N04."""
    assert likeness(one, other).percent >= 62


def test_true_pairs_are_queued_with_a_reason_and_rejected_ones_never_come_again() -> None:
    """features.md N04."""
    process = make.work_process()
    titles = [
        "Oppsummere høringssvar",
        "Oppsummering av høyringssvar",
        "Referat fra møter",
        "Møtereferat",
        "Søke i arkivet",
    ]
    for title in titles:
        filed = named(title, NeedState.FILED, work_process=process)
        joining.release_need(need=filed, by=filed.made_by, at=timezone.now())
    reader = factories.member(Role.MEMBER)

    pair = waiting_pairs(reader).first()
    assert {pair.first.title, pair.second.title} == set(titles[:2])
    assert "oppsummer" in pair.reason
    joining.reject_pair(pair=pair, by=reader, at=timezone.now())
    joining.note_pairs(need=pair.second, at=timezone.now())

    assert pair not in waiting_pairs(reader)


def test_cluster_is_undone_and_the_needs_are_as_they_were() -> None:
    """features.md N05: logged, reversible, owners told."""
    rows = [make.released_need() for _turn in range(3)]
    before = list(Need.objects.order_by("pk").values())
    by = factories.member(Role.COORDINATOR)

    cluster = joining.make_cluster(title="Felles", because="Samme.", needs=rows, by=by, at=timezone.now())
    joining.dissolve_cluster(cluster=cluster, because="Feil.", by=by, at=timezone.now())

    assert list(Need.objects.order_by("pk").values()) == before
    assert not ClusterTie.objects.filter(left_at=None).exists()
    log = Event.objects.filter(type__startswith="cluster.").order_by("pk")
    assert [event.changes["needs"][1] for event in log] == [[row.pk for row in rows]] * 2


def test_second_who_clusters_the_same_needs_gets_a_sentence() -> None:
    """features.md N05; two ministries at once."""
    rows = [make.released_need() for _turn in range(2)]
    by = factories.member(Role.MEMBER)
    joining.make_cluster(title="A", because="Samme.", needs=rows, by=by, at=timezone.now())

    with pytest.raises(StateChanged, match="raskere"):
        joining.make_cluster(title="B", because="Samme.", needs=rows, by=by, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterTie.objects.create(cluster=Cluster.objects.get(), need=rows[0], joined_at=timezone.now())


def test_draft_is_not_clustered() -> None:
    with pytest.raises(StepRefused, match="ikke delt"):
        joining.make_cluster(
            title="A",
            because="B",
            needs=[make.need(), make.released_need()],
            by=factories.member(Role.MEMBER),
            at=timezone.now(),
        )


def test_cluster_counts_each_ministry_once() -> None:
    """features.md N06."""
    one, other = make.released_need(users_count=20), make.released_need(users_count=30)
    by = factories.member(Role.MEMBER)
    for need in (one, other):
        needs.sign_need(need=need, users_count=200, hours_per_month=5, by=by, at=timezone.now())

    volume = volumes_of({"all": [one.pk, other.pk]})["all"]

    assert (volume.bodies, volume.users) == (3, 250)


def test_split_need_shows_its_parts() -> None:
    """features.md N05."""
    need = make.released_need()

    parts = joining.split_need(need=need, titles=["Del A", "Del B"], by=need.made_by, at=timezone.now())

    assert [part.parent_id for part in parts] == [need.pk, need.pk]
    assert {part.state for part in parts} == {NeedState.DRAFT}
    assert SuspectedPair.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("work", ["cluster", "release"])
def test_of_two_at_the_same_moment_one_is_told(work: str) -> None:
    """features.md N05, N02: two ministries cluster the same needs, or two press release."""
    rows = [
        make.need(state=NeedState.FILED if work == "release" else NeedState.RELEASED) for _turn in range(2)
    ]
    people = [factories.member(Role.MEMBER) for _turn in range(2)]
    told, start = [], Barrier(2)

    def act(by: object, needs: list[Need]) -> None:
        start.wait()
        try:
            if work == "release":
                joining.release_need(need=rows[0], by=by, at=timezone.now())
            else:
                joining.make_cluster(title="Felles", because="Samme.", needs=needs, by=by, at=timezone.now())
        except StateChanged as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [
        Thread(target=act, args=(by, order)) for by, order in zip(people, (rows, rows[::-1]), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    assert "raskere" in told[0]
    assert Cluster.objects.count() == (work == "cluster")


def test_room_of_alike_needs_is_named_for_those_who_may_enter(client_as) -> None:
    """A tab leads to a page, never to a refusal."""
    for role, may in ((Role.MEMBER, True), (Role.CONTROLLER, False)):
        client = client_as(role)

        assert ('href="/behov/like/"' in client.get("/behov/").content.decode()) is may
        assert (client.get("/behov/like/").status_code == 200) is may
