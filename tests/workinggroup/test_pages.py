"""The pages of needs and of the group: what is seen, refused and saved."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import threads
from portal.people.roles import Role
from portal.threads import Thread, threads_of
from portal.todo import todo_of
from tests import factories
from tests import factories_group as group
from tests import factories_workinggroup as make
from workinggroup.actions import priorities
from workinggroup.likeness import keys_of
from workinggroup.models import Barrier, Need, UseCase
from workinggroup.reference import load_categories
from workinggroup.states import NeedState, UseCaseState

pytestmark = pytest.mark.django_db


def test_a_title_is_enough_to_save(client_as) -> None:
    """features.md N01."""
    client = client_as(Role.MEMBER)

    answer = client.post(reverse("new_need"), {"title": "Oppsummere innspill", "task_today": ""})

    need = Need.objects.get()
    assert answer.headers["Location"] == reverse("write_need", args=[need.pk])
    assert (need.owner, need.state) == (client.user.organisation, NeedState.DRAFT)


def test_new_need_shows_what_resembles_it_before_it_is_saved(client_as) -> None:
    """features.md N03: also without JavaScript."""
    title = "Oppsummere høringssvar"
    make.released_need(title=title, word_keys=keys_of(title))

    page = (
        client_as(Role.MEMBER)
        .post(reverse("new_need"), {"title": "Oppsummering av høringssvar", "check": "1"})
        .content.decode()
    )

    assert title in page
    assert "Vi har dette også" in page
    assert Need.objects.count() == 1


def test_need_is_saved_while_it_is_written(client_for) -> None:
    """features.md N01: with htmx a part comes back, with the new revision."""
    need = make.need()

    answer = client_for(need.made_by).post(
        reverse("write_need", args=[need.pk]),
        {"title": need.title, "who": "Rådgivere", "seen": 1},
        headers={"HX-Request": "true"},
    )

    need.refresh_from_db()
    assert (answer.status_code, need.who, need.revision) == (200, "Rådgivere", 2)
    assert 'value="2"' in answer.content.decode()


@pytest.mark.parametrize(("headers", "expected"), [({}, 422), ({"HX-Request": "true"}, 422)])
def test_birth_number_is_stopped_before_saving(client_for, headers: dict, expected: int) -> None:
    """domain.md S-01."""
    need = make.need()

    answer = client_for(need.made_by).post(
        reverse("write_need", args=[need.pk]),
        {"title": need.title, "task_today": "Saken til 01010750160", "seen": 1},
        headers=headers,
    )

    need.refresh_from_db()
    assert (answer.status_code, need.task_today) == (expected, "")


def test_stale_save_is_a_sentence(client_for) -> None:
    need = make.need()
    client = client_for(need.made_by)
    client.post(reverse("write_need", args=[need.pk]), {"title": "En", "seen": 1})

    answer = client.post(reverse("write_need", args=[need.pk]), {"title": "To", "seen": 1})

    assert answer.status_code == 409
    assert "Noen andre har lagret" in answer.content.decode()


def test_draft_page_says_what_is_missing_with_links(client_for) -> None:
    """features.md N01."""
    need = make.need()

    page = client_for(need.made_by).get(need.get_absolute_url()).content.decode()

    assert "Dette mangler før behovet kan meldes inn" in page
    assert f"{reverse('write_need', args=[need.pk])}#id_pain" in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR, Role.STEWARD, Role.AUDITOR])
def test_another_ministrys_draft_is_nowhere(client_as, role: str) -> None:
    """domain.md S-05: page, list, export and look-alikes."""
    title = "Hemmelig behov"
    need = make.need(title=title, word_keys=keys_of(title))
    client = client_as(role)

    assert client.get(need.get_absolute_url()).status_code == 404
    assert title not in client.get(reverse("needs")).content.decode()
    exported = b"".join(client.post(reverse("export_needs", args=["csv"])).streaming_content)
    assert title not in exported.decode("utf-8-sig")


def test_list_filters_on_work_process_and_barrier(client_as) -> None:
    """features.md N11: saksbehandling + juridisk."""
    load_categories()
    top = make.work_process("Toppen")
    under = make.work_process("Under", parent=top)
    barrier = Barrier.objects.get(key="juridisk")
    found = make.released_need(title="Treffer", work_process=under)
    found.barriers.add(barrier)
    make.released_need(title="Bommer", work_process=under)

    page = (
        client_as(Role.MEMBER)
        .get(reverse("needs"), {"prosess": top.key, "barriere": "juridisk"})
        .content.decode()
    )

    assert "Treffer" in page
    assert "Bommer" not in page
    assert "Viser 1–1 av 1" in page


@pytest.mark.parametrize(
    "sort", ["tittel", "-tittel", "brukere", "-brukere", "virksomhet", "nyest", "finnes-ikke"]
)
def test_list_is_sorted(client_as, sort: str) -> None:
    for title, users in (("A", 1), ("B", 2)):
        make.released_need(title=f"Tittel {title}", total_users=users)

    page = client_as(Role.MEMBER).get(reverse("needs"), {"sort": sort}).content.decode()

    if sort in {"tittel", "brukere"}:
        assert page.index("Tittel A") < page.index("Tittel B")
    if sort in {"-tittel", "-brukere"}:
        assert page.index("Tittel B") < page.index("Tittel A")


def test_list_asks_as_many_questions_with_three_rows_as_with_one(client_as) -> None:
    """style.md 34."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(Role.MEMBER)
    process = make.work_process()
    make.released_need(work_process=process)
    client.get(reverse("needs"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("needs"))
    for _turn in range(2):
        make.released_need(work_process=process)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("needs"))

    assert len(one) == len(three)


def test_export_has_the_rows_of_the_list(client_as) -> None:
    """features.md X07."""
    make.released_need(title="Finnes")
    make.released_need(title="Annet")

    answer = client_as(Role.MEMBER).post(reverse("export_needs", args=["csv"]), {"query": "q=Finnes"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert ("Finnes" in text, "Annet" in text) == (True, False)


def test_signing_twice_edits(client_as) -> None:
    """features.md N06."""
    need = make.released_need(users_count=20)
    client = client_as(Role.MEMBER)
    for users in (200, 150):
        client.post(reverse("sign_need", args=[need.pk]), {"users_count": users, "hours_per_month": 5})

    assert [(one.organisation, one.users_count) for one in need.co_signs.all()] == [
        (client.user.organisation, 150)
    ]


def test_answer_without_reason_comes_back_and_with_one_is_seen_by_the_filer(client_as, client_for) -> None:
    """features.md N09."""
    need = make.released_need()
    leader = client_as(Role.COORDINATOR)
    address = reverse("answer_need", args=[need.pk])

    assert leader.post(address, {"outcome": "no", "because": ""}).status_code == 422
    assert leader.post(address, {"outcome": "no", "because": "Finnes alt."}).status_code == 302
    assert "Finnes alt." in client_for(need.made_by).get(need.get_absolute_url()).content.decode()


def test_need_shows_what_it_led_to_and_where_it_is_on_the_agenda(client_as, monkeypatch) -> None:
    """features.md N10, M03."""
    by = group.leader()
    factories.OrganisationFactory()
    need = make.released_need()
    meeting = group.meeting(group.group(by), by, 12, 3)
    group.item(meeting, by, need.title, kind="need", need=need)
    case = make.use_case(state=UseCaseState.SHARED_CASE, needs=(need,))
    monkeypatch.setitem(threads._sources, "workinggroup.need", [_trial])

    page = client_as(Role.MEMBER).get(need.get_absolute_url()).content.decode()

    assert "På sakslisten tirsdag 3. desember 2024" in page
    assert case.title in page
    assert threads_of(by, need)[-1].title in page


def _trial(user: object, needs: object) -> list[Thread]:
    return [Thread("Utprøving", "En utprøving av sammendrag", "/utproving/1/")]


def test_contact_is_told_what_waits(client_for) -> None:
    """features.md N02, M01."""
    need = make.need(state=NeedState.FILED)
    contact = factories.member(Role.MINISTRY_CONTACT, need.owner)
    today = datetime.date(2024, 10, 2)

    assert any(need.title in item.title for item in todo_of(contact, today=today))
    assert not any(
        need.title in item.title for item in todo_of(factories.member(Role.MINISTRY_CONTACT), today=today)
    )


def test_score_page_leads_to_the_next(client_for) -> None:
    """features.md N07."""
    by = group.leader()
    priorities.name_assessor(group=group.group(by), person=by, by=by, at=timezone.now())
    criteria = group.criteria()
    rows = [make.released_need(title=f"Behov {turn}") for turn in range(2)]

    answer = client_for(by).post(
        reverse("score_need", args=[rows[0].pk]),
        {f"score_{one.key}": "4" for one in criteria} | {"note": "Bare for meg."},
    )

    assert answer.headers["Location"] == reverse("score_need", args=[rows[1].pk])
    other = factories.member(Role.COORDINATOR)
    assert "Bare for meg." not in client_for(other).get(rows[0].get_absolute_url()).content.decode()


def test_category_is_edited_without_code(client_as) -> None:
    """features.md N11."""
    client = client_as(Role.COORDINATOR)

    client.post(
        reverse("new_category", args=["prosess"]), {"name": "Ny prosess", "position": 1, "is_in_use": "on"}
    )

    assert "Ny prosess" in client.get(reverse("need_categories")).content.decode()


def test_use_case_is_open_data_only_when_the_owner_says_so(client_as) -> None:
    """domain.md A-07."""
    contact = client_as(Role.MINISTRY_CONTACT)
    cases = [make.use_case(contact.user.organisation) for _turn in range(2)]

    contact.post(reverse("release_use_case", args=[cases[0].pk]), {})
    contact.post(reverse("release_use_case", args=[cases[1].pk]), {"is_open_data": "on"})

    assert [case.is_open_data for case in UseCase.objects.order_by("pk")] == [False, True]


def test_group_page_shows_all_bodies_and_the_mandate_quotes_the_letter(client_for) -> None:
    """domain.md A-01, A-02."""
    from workinggroup.actions import group as group_actions

    by = group.leader()
    bodies = group.ministries(3)
    working = group.group(by)
    group_actions.send_invitations(
        group=working, message="Velkommen.", answer_by=datetime.date(2024, 10, 11), by=by, at=group.moment()
    )
    group_actions.write_mandate(group=working, text="Utkast.", by=by, at=group.moment())
    client = client_for(by)

    page = client.get(reverse("working_group")).content.decode()
    mandate = client.get(reverse("mandate")).content.decode()

    assert all(body.name in page for body in bodies)
    assert "må diskuteres på første møte" in mandate
    assert "Dette mangler før mandatet kan fastsettes" in mandate


def test_attendance_without_a_name_comes_back_with_what_was_written(client_for) -> None:
    """features.md M07."""
    by = group.leader()
    body = factories.OrganisationFactory()
    meeting = group.meeting(group.group(by), by)

    answer = client_for(by).post(
        reverse("note_attendance", args=[meeting.number]),
        {f"o{body.pk}-presence": "member", f"o{body.pk}-who": "", f"o{body.pk}-part": "første time"},
    )

    page = answer.content.decode()
    assert (answer.status_code, "Skriv hvem som møtte" in page, "første time" in page) == (422, True, True)


def test_matter_like_a_decision_comes_back_with_the_decision(client_for) -> None:
    """features.md M09."""
    from tests.workinggroup.test_meetings import closed

    working, _first, by, made = closed()
    following = group.meeting(working, by, 12, 3)
    client = client_for(by)

    answer = client.post(
        reverse("add_agenda_item", args=[following.number]), {"kind": "other", "title": "Møteplan"}
    )

    assert answer.status_code == 422
    assert str(made) in answer.content.decode()
