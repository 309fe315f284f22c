"""The register, the pages of a trial and the list, as those who use them meet them."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from pilots import parts
from pilots.actions import pilots as actions
from pilots.actions import steps
from pilots.models import Pilot, PilotFile
from pilots.queries import overview
from pilots.states import PilotState
from portal.events import Event
from portal.people.roles import Role
from tests import factories
from tests import factories_pilots as made
from tests.factories_pilots import NOON

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def listed(client: Client, query: str = "") -> list[str]:
    """The titles that the register shows."""
    answer = client.get(f"{reverse('pilots')}?{query}")
    assert answer.status_code == 200
    return [row.title for row in answer.context["page"].rows]


def test_idea_in_the_browser_needs_three_fields(client_as) -> None:
    """features.md P02."""
    client = client_as(Role.MEMBER)
    answer = client.post(
        reverse("new_pilot"), {"title": "Idé (EKSEMPEL)", "summary": "Noe.", "work_process": "writing"}
    )
    pilot = Pilot.objects.get()

    assert (answer.status_code, answer["Location"], pilot.state) == (
        302,
        f"/utprovinger/U-{pilot.number}/",
        PilotState.IDEA,
    )
    assert client.post(reverse("new_pilot"), {"title": "x"}).status_code == 422


def test_trial_from_plan_to_running_in_the_browser(client_for) -> None:
    where = made.house()
    pilot = made.planned(where)
    contact = client_for(where.contact)
    contact.post(reverse("pilot_step", args=[pilot.number, "beslutt"]))
    html = page(contact, pilot.get_absolute_url())
    assert "Dette mangler før «start utprøvingen»" in html
    refused = contact.post(reverse("pilot_step", args=[pilot.number, "start"]))

    assert (refused.status_code, "Vurder bruken" in refused.content.decode()) == (409, True)
    assert contact.post(reverse("pilot_step", args=[pilot.number, "hopp"])).status_code == 404


def test_member_writes_and_contact_decides(client_for) -> None:
    """permissions.py."""
    where = made.house()
    pilot = made.planned(where)
    client = client_for(where.member)

    assert client.post(reverse("pilot_step", args=[pilot.number, "beslutt"])).status_code == 403
    assert "Departementets kontakt tar steget" in page(client, pilot.get_absolute_url())


@pytest.mark.parametrize("key", sorted(parts.PARTS))
def test_every_part_has_a_page(key, client_for) -> None:
    where = made.house()
    pilot = made.planned(where)

    assert pilot.code in page(client_for(where.member), reverse("edit_pilot_part", args=[pilot.number, key]))


def test_row_is_added_changed_and_taken_out_without_script(client_for) -> None:
    where = made.house()
    pilot = made.idea(where.member)
    client = client_for(where.member)
    client.post(reverse("add_pilot_row", args=[pilot.number, "mal"]), {"text": "Et mål"})
    goal = pilot.goals.get()
    edit = reverse("edit_pilot_row", args=[pilot.number, "mal", goal.pk])
    assert "Et mål" in page(client, edit)
    assert client.post(edit, {"text": "Et mål", "result": "reached", "result_text": ""}).status_code == 422
    client.post(edit, {"text": "Et annet mål"})
    assert pilot.goals.get().text == "Et annet mål"
    client.post(reverse("remove_pilot_row", args=[pilot.number, "mal", goal.pk]))

    assert not pilot.goals.exists()


def test_row_of_another_trial_is_not_found(client_for) -> None:
    """domain.md S-05."""
    where, other = made.house(), made.house()
    goal = made.row(made.idea(other.member), "mal", other.member, text="Deres")
    mine = made.idea(where.member)

    assert (
        client_for(where.member)
        .get(reverse("edit_pilot_row", args=[mine.number, "mal", goal.pk]))
        .status_code
        == 404
    )


def test_what_is_not_shared_is_unknown_everywhere(client_for, client_as) -> None:
    """domain.md S-05: page, list, counters, export and timeline."""
    where, other = made.house(), made.house()
    pilot = made.idea(where.member, title="Hemmelig plan (EKSEMPEL)")
    client = client_for(other.member)
    assert client.get(pilot.get_absolute_url()).status_code == 404
    assert listed(client) == []
    assert overview.maturity_rows(other.member, {}) == []
    assert not Event.objects.visible_to(other.member).about(pilot).exists()
    assert listed(client_as(Role.AUDITOR)) == []
    actions.share_pilot(pilot=pilot, is_shared=True, by=where.contact, at=NOON)

    assert listed(client) == ["Hemmelig plan (EKSEMPEL)"]
    assert page(client, pilot.get_absolute_url())


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("pilot_plan", []), ("pilot_plan_file", ["docx"]), ("edit_pilot_part", ["omfang"]), ("add_pilot_row", ["mal"]),
        ("assess_pilot", []), ("pilot_step", ["plan"]), ("end_pilot", []), ("stop_pilot", []), ("share_pilot", []),
        ("move_pilot", []), ("review_pilot", []), ("delete_pilot", []), ("ask_correction", []), ("reuse_pilot", []),
        ("add_pilot_file", []),
    ],
)  # fmt: skip
def test_every_door_of_a_trial_that_is_not_shared_is_closed(name, more, client_for) -> None:
    """domain.md S-05: the contact of another ministry is told that it does not exist."""
    pilot = made.idea(made.house().member)
    client, address = client_for(made.house().contact), reverse(name, args=[pilot.number, *more])

    assert 404 in {client.get(address).status_code, client.post(address).status_code}


def test_register_is_searched_filtered_and_sorted(client_for) -> None:
    """features.md P03, P05: a stopped one stays in the search, with its label."""
    where = made.house()
    stopped = made.idea(where.member, title="Oppsummere høringssvar (EKSEMPEL)")
    steps.stop(pilot=stopped, because="Nei.", by=where.contact, at=NOON)
    made.write(
        made.idea(where.member, title="Bokmål til nynorsk (EKSEMPEL)"),
        where.member,
        modenhet={"maturity_start": 2},
    )
    client = client_for(where.member)

    assert listed(client, "q=høringssv") == ["Oppsummere høringssvar (EKSEMPEL)"]
    assert listed(client, f"q=u-{stopped.number}") == ["Oppsummere høringssvar (EKSEMPEL)"]
    assert "Stanset" in page(client, f"{reverse('pilots')}?status=stopped")
    assert listed(client, "trinn=2") == ["Bokmål til nynorsk (EKSEMPEL)"]
    assert listed(client, "trinn=ingen") == ["Oppsummere høringssvar (EKSEMPEL)"]
    assert listed(client, "sort=tittel")[0].startswith("Bokmål")
    assert listed(client, "sort=-tittel")[0].startswith("Oppsummere")
    assert listed(client, "q=';DROP TABLE&side=x&sort=;&eier=x&klasse=x") == []


def test_titles_are_in_the_norwegian_order(client_for) -> None:
    """domain.md U-09: … z, æ, ø, å, and capitals make no difference."""
    where = made.house()
    titles = ["Åpne data", "zoom", "Ønsker", "ærlig", "Bilder", "akt", "Äpple"]
    for title in titles:
        made.idea(where.member, title=title)
    ordered = ["akt", "Bilder", "zoom", "Äpple", "ærlig", "Ønsker", "Åpne data"]

    assert listed(client_for(where.member), "sort=tittel") == ordered
    assert listed(client_for(where.member), "sort=-tittel") == ordered[::-1]


def test_list_asks_the_same_number_of_questions_for_one_and_for_three(
    client_for, django_assert_num_queries
) -> None:
    where = made.house()
    client = client_for(where.member)
    made.idea(where.member)
    client.get(reverse("pilots"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("pilots"))
    made.idea(where.member)
    made.idea(where.member)
    with django_assert_num_queries(len(one)):
        client.get(reverse("pilots"))


def test_export_is_what_is_shown_and_is_written_in_the_log(client_as) -> None:
    """features.md X07."""
    client = client_as(Role.COORDINATOR)
    made.idea(client.user, title="Én (EKSEMPEL)")
    made.idea(client.user, title="To (EKSEMPEL)", work_process="search")
    answer = client.post(reverse("export_pilots", args=["csv"]), {"query": "prosess=search"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))

    assert [row[1] for row in rows if row and row[0].startswith("U-")] == ["To (EKSEMPEL)"]
    assert Event.objects.filter(type="pilots.exported").count() == 1
    assert client.post(reverse("export_pilots", args=["xlsx"])).getvalue()[:2] == b"PK"
    assert client.post(reverse("export_pilots", args=["exe"])).status_code == 404


def test_plan_is_read_and_taken_out_as_word_and_pdf(client_for) -> None:
    where = made.house()
    pilot = made.planned(where)
    client = client_for(where.member)

    assert "Økonomiske rammer og administrative konsekvenser" in page(
        client, reverse("pilot_plan", args=[pilot.number])
    )
    assert client.get(reverse("pilot_plan_file", args=[pilot.number, "pdf"])).content[:5] == b"%PDF-"
    assert client.get(reverse("pilot_plan_file", args=[pilot.number, "txt"])).status_code == 404


def test_questions_open_follow_ups_and_the_proposal_is_confirmed(client_for) -> None:
    """features.md P06, P07 without script: ask, look, confirm."""
    where = made.house()
    pilot = made.idea(where.member, work_process="recruitment")
    made.rule_set()
    client, address = client_for(where.member), reverse("assess_pilot", args=[pilot.number])
    first = page(client, address)
    assert "q_is_ai" in first
    assert "q_screens" not in first
    asked = client.post(address, {"q_is_ai": "yes", "check": "1"}).content.decode()
    assert "q_screens" in asked
    answers = {f"q_{key}": value for key, value in made.answers(pilot, screens="yes").items()}
    proposal = client.post(address, {**answers, "check": "1"}).content.decode()
    assert "Vedlegg III punkt 4 bokstav a" in proposal
    judged = {
        "risk_class": "high",
        "basis": "Vedlegg III punkt 4",
        "role": "deployer",
        "responsible": "HR-direktør",
    }
    assert client.post(address, {**answers, **judged, "risk_class": "minimal"}).status_code == 422
    client.post(address, {**answers, **judged})

    pilot.refresh_from_db()
    assert pilot.risk_class == "high"


def test_clash_shows_what_stands_now_and_keeps_what_was_written(client_for) -> None:
    where = made.house()
    pilot = made.idea(where.member)
    seen = parts.SCOPE.mark_of(pilot)
    made.write(pilot, where.member, omfang={"scope": "Den andres tekst."})
    address = reverse("edit_pilot_part", args=[pilot.number, "omfang"])
    answer = client_for(where.member).post(address, {"scope": "Min tekst.", "seen": seen})
    html = answer.content.decode()

    assert (answer.status_code, "Den andres tekst." in html, "Min tekst." in html) == (409, True, True)


def test_moved_trial_has_the_same_address_for_its_new_owner(client_for) -> None:
    """features.md P04."""
    where, other = made.house(), made.house()
    pilot = made.idea(where.member)
    data = {"organisation": other.body.pk, "from_on": "13.11.2024", "because": "Oppgaven går over."}
    answer = client_for(where.contact).post(reverse("move_pilot", args=[pilot.number]), data)

    assert (answer.status_code, answer["Location"]) == (302, reverse("pilots"))
    assert page(client_for(other.member), f"/utprovinger/U-{pilot.number}/")
    assert client_for(where.member).get(f"/utprovinger/U-{pilot.number}/").status_code == 404


def test_file_with_prompts_says_that_it_can_be_asked_for(client_for) -> None:
    """domain.md S-11."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    where = made.house()
    pilot = made.idea(where.member)
    client = client_for(where.member)
    assert "gjenstand for innsyn" in page(client, pilot.get_absolute_url())
    upload = SimpleUploadedFile("logg.txt", b"EKSEMPEL", content_type="text/plain")
    data = {"file": upload, "note": "Logg (EKSEMPEL)", "has_prompts": "on"}
    client.post(reverse("add_pilot_file", args=[pilot.number]), data)

    assert PilotFile.objects.get().has_prompts
    assert "Kan bli gjenstand for innsyn" in page(client, pilot.get_absolute_url())


def test_files_follow_the_trial_when_it_is_shared_closed_and_moved(client_for) -> None:
    """domain.md S-05: the address of a file opens nothing for those who may not see its trial today."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    where, other = made.house(), made.house()
    pilot = made.idea(where.member)
    upload = SimpleUploadedFile("logg.txt", b"EKSEMPEL", content_type="text/plain")
    data = {"file": upload, "note": "Logg (EKSEMPEL)"}
    client_for(where.member).post(reverse("add_pilot_file", args=[pilot.number]), data)
    address = PilotFile.objects.get().file.get_absolute_url()

    def answers() -> list[int]:
        return [client_for(one.member).get(address).status_code for one in (where, other)]

    def share(answer: str) -> None:
        client_for(where.contact).post(reverse("share_pilot", args=[pilot.number]), {"del": answer})

    alone = answers()
    share("ja")
    shared = answers()
    share("nei")
    closed = answers()
    moving = {"organisation": other.body.pk, "from_on": "13.11.2024", "because": "Oppgaven går over."}
    client_for(where.contact).post(reverse("move_pilot", args=[pilot.number]), moving)

    assert [alone, shared, closed, answers()] == [[200, 404], [200, 200], [200, 404], [404, 200]]


def test_rules_are_read_by_all_and_written_by_the_coordinator(client_as) -> None:
    """domain.md S-17."""
    made.rule_set()
    factories.OrganisationFactory()
    assert "ikke funnet belegg" in page(client_as(Role.MEMBER), reverse("act_rules"))
    coordinator = client_as(Role.COORDINATOR)
    bad = {"version": "x", "valid_from": "01.01.2026", "source": "EKSEMPEL", "content": "{ikke json"}
    assert coordinator.post(reverse("add_rule_set"), bad).status_code == 422
    told = {"text": "EKSEMPEL: ny status.", "valid_from": "01.11.2026", "source": "EKSEMPEL"}
    coordinator.post(reverse("add_law_status"), told)

    assert "EKSEMPEL: ny status." in page(coordinator, reverse("act_rules"))
