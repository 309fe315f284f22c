"""The stream, the feeds, the search and the last mile, as those who use them meet them."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidelines.actions import stream
from guidelines.models import FeedAddress, MinistryNotice, StreamItem
from guidelines.queries.search import marked, search
from guidelines.states import ItemState
from portal.dates import oslo_today
from portal.people.roles import Role
from tests import factories
from tests import factories_guidelines as made
from tests import factories_stream as items

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_for) -> Client:
    return client_for(items.writer())


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def fields(by, **changes: object) -> dict[str, object]:
    return {
        "kind": "tip", "title": "Et råd (EKSEMPEL)", "summary": "Kort.", "body": "Lang **tekst**.", "language": "nb",
        "audience": "everyone", "editor": by.pk, "tags": "Råd, skriving", "seen": "", **changes,
    }  # fmt: skip


def test_item_from_writer_to_reader_in_the_browser(editor, client_for, client_as) -> None:
    """features.md G20: written by one, approved by another, read by an employee."""
    editor.post(reverse("new_stream_item"), fields(editor.user))
    item = StreamItem.objects.get()
    editor.post(reverse("check_stream_item", args=[item.pk]))
    assert "En annen enn den som har skrevet" in page(editor, item.get_absolute_url())
    colleague = client_for(factories.member(Role.EDITOR, editor.user.organisation))
    assert "Les «Et råd" in page(colleague, "/gjoremal/")
    colleague.post(
        reverse("schedule_item", args=[item.pk]),
        {"publish_on": f"{oslo_today():%d.%m.%Y}", "publish_clock": "00:00"},
    )

    item.refresh_from_db()
    assert (item.state, item.tags) == (ItemState.PUBLISHED, ["råd", "skriving"])
    assert "<strong>tekst</strong>" in page(client_as(Role.EMPLOYEE), item.get_absolute_url())


def test_script_in_an_item_is_only_text(client_as) -> None:
    item = items.live(body="<script>alert(1)</script> [lenke](javascript:alert(1)) **fet**")
    html = page(client_as(Role.EMPLOYEE), item.get_absolute_url())

    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<strong>fet</strong>" in html


def test_withdrawn_item_answers_410_and_says_why(client_as) -> None:
    """domain.md N-06."""
    item = items.live()
    stream.withdraw_item(item=item, because="Rådet var galt.", by=item.made_by, at=timezone.now())
    answer = client_as(Role.EMPLOYEE).get(item.get_absolute_url())

    assert (answer.status_code, "Rådet var galt." in answer.content.decode()) == (410, True)


def test_draft_is_not_there_for_an_employee(client_as) -> None:
    assert client_as(Role.EMPLOYEE).get(items.item().get_absolute_url()).status_code == 404


def test_second_writer_in_the_browser_sees_both_texts(editor, client_for) -> None:
    item = items.item(editor.user)
    address = reverse("edit_stream_item", args=[item.pk])
    editor.post(address, fields(editor.user, body="Først.", seen=1))
    other = client_for(factories.member(Role.EDITOR, editor.user.organisation))
    answer = other.post(address, fields(editor.user, body="Etterpå.", seen=1))
    html = answer.content.decode()

    assert (answer.status_code, "Først." in html, "Etterpå." in html) == (409, True, True)
    other.post(address, fields(editor.user, body="Begge.", seen=2))
    assert StreamItem.objects.get(pk=item.pk).body == "Begge."


def test_ai_made_item_is_labelled_with_its_editor(client_as) -> None:
    """domain.md N-04."""
    item = items.live(is_ai_made=True, ai_note="Språkvask")
    html = page(client_as(Role.EMPLOYEE), item.get_absolute_url())

    assert "Laget med KI" in html
    assert f"Ansvarlig redaktør er {item.editor}" in html


def test_useful_is_counted_once_per_browser_and_sets_nothing_on_the_person(client_as) -> None:
    item = items.live()
    reader = client_as(Role.EMPLOYEE)
    before = set(reader.session.keys()) | {"started_at", "seen_at"}
    for _twice in range(2):
        reader.post(reverse("useful_item", args=[item.pk]), {"svar": "ja"})

    assert StreamItem.objects.get(pk=item.pk).useful_yes == 1
    assert set(reader.session.keys()) <= before


def test_calendar_shows_month_list_and_alarm(editor) -> None:
    """features.md G20, domain.md N-01."""
    items.item(editor.user, planned_on=oslo_today())
    html = page(editor, reverse("editorial_calendar"))

    assert html.count("Nytt (EKSEMPEL)") == 2
    assert "Strømmen har stoppet" in html
    assert "Publiser noe nytt" in page(editor, "/gjoremal/")
    assert "Ingenting denne måneden" in page(editor, reverse("editorial_calendar") + "?maned=2020-01")


@pytest.mark.parametrize("query", ["?maned=tull", "?maned=2024-13", "?type=rart", "?page=x"])
def test_rubbish_in_the_address_is_as_if_nothing_was_said(editor, query) -> None:
    assert editor.get(reverse("editorial_calendar") + query).status_code == 200
    assert editor.get(reverse("stream") + query).status_code == 200


def test_list_costs_the_same_for_few_and_many(client_as, django_assert_max_num_queries) -> None:
    reader, counts = client_as(Role.EMPLOYEE), []
    page(reader, reverse("stream") + "?type=tip")
    for more in (1, 4):
        for _n in range(more):
            items.live()
        with django_assert_max_num_queries(20) as seen:
            page(reader, reverse("stream") + "?type=news")
        counts.append(len(seen))

    assert counts[0] == counts[1]


# Feeds ---------------------------------------------------------------------------------------------


def secret_of(client: Client) -> str:
    html = client.post(reverse("open_feed_address"), {"name": "Intranett"}).content.decode()
    return html.split("/strom/")[1].split("/")[0]


@pytest.fixture
def secret(client_as) -> str:
    return secret_of(client_as(Role.MINISTRY_CONTACT))


def test_atom_and_json_and_block_without_login(secret) -> None:
    """features.md G21."""
    item = items.live(summary="Kort", is_ai_made=True, ai_note="Språkvask")
    atom = ElementTree.fromstring(Client().get(f"/strom/{secret}/atom.xml").content)
    feed = Client().get(f"/strom/{secret}/feed.json").json()
    block = Client().get(f"/strom/{secret}/blokk.html")

    assert (
        atom.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title").text == item.title
    )
    assert (feed["version"], feed["items"][0]["title"]) == ("https://jsonfeed.org/version/1.1", item.title)
    assert "Laget med KI" in feed["items"][0]["content_html"]
    html = block.content.decode()
    assert not any(word in html for word in ("<script", "<style", "<link", "<img", "src=", "style="))
    assert "X-Frame-Options" not in block.headers
    assert "frame-ancestors https:" in block["Content-Security-Policy"]


@pytest.mark.parametrize("form", ["atom.xml", "feed.json", "blokk.html"])
def test_feed_is_304_when_unchanged_and_new_when_something_goes_down(secret, form) -> None:
    item = items.live()
    address = f"/strom/{secret}/{form}"
    mark = Client().get(address)["ETag"]
    assert Client().get(address, headers={"If-None-Match": mark}).status_code == 304
    stream.withdraw_item(item=item, because="Galt.", by=item.made_by, at=timezone.now())
    answer = Client().get(address, headers={"If-None-Match": mark})

    assert (answer.status_code, item.title in answer.content.decode()) == (200, False)


def test_closed_or_unknown_address_is_not_there(client_as) -> None:
    client = client_as(Role.MINISTRY_CONTACT)
    secret = secret_of(client)
    client.post(reverse("close_feed_address", args=[FeedAddress.objects.get().pk]))

    assert Client().get(f"/strom/{secret}/atom.xml").status_code == 404
    assert Client().get("/strom/gjettet/atom.xml").status_code == 404


def test_ministry_ticks_used_and_the_editor_sees_the_count(client_as) -> None:
    """features.md G21."""
    contact = client_as(Role.MINISTRY_CONTACT)
    item = items.live()
    contact.post(reverse("used_item", args=[item.pk]), {"brukt": "ja"})

    assert "Dere brukte innslaget" in page(contact, item.get_absolute_url())
    assert item.deliveries.filter(used_at__isnull=False).count() == 1


# Search, what is new -------------------------------------------------------------------------------


def test_search_finds_inflected_words_in_texts_and_items(client_as) -> None:
    """stack.md: PostgreSQL's full text in Norwegian."""
    where = made.house()
    version = made.draft(where)
    made.add(version, "Taushetsplikt", "Opplysninger om personer skal ikke limes inn.")
    from guidelines.actions import decisions

    version = decisions.adopt_version(
        version=version, reference="1", without_consultation=made.UNASKED, by=where.steward, at=made.NOON
    )
    decisions.publish_version(version=version, valid_from=made.TODAY, by=where.editor, at=made.NOON)
    items.live(title="Erfaring", body="En opplysning om en person.")
    reader = factories.member(Role.EMPLOYEE)

    assert {hit.title for hit in search(reader, "opplysning person")} == {"Taushetsplikt", "Erfaring"}
    assert "<mark>" in page(client_as(Role.EMPLOYEE), reverse("search_guidelines") + "?q=opplysning")


def test_search_shows_no_drafts_and_no_markup() -> None:
    items.item(title="Hemmelig utkast")
    items.live(title="Ute", body="<b>hemmelig</b> ord")
    hits = search(factories.member(Role.EMPLOYEE), "hemmelig")

    assert [hit.title for hit in hits] == ["Ute"]
    assert "<b>" not in hits[0].excerpt


@pytest.mark.parametrize("words", ["", "a", "%", "'", "\x00ord", "ord & | !", "ø" * 500])
def test_search_takes_any_words(client_as, words) -> None:
    assert client_as(Role.EMPLOYEE).get(reverse("search_guidelines"), {"q": words}).status_code == 200


def test_front_page_shows_what_is_new(client_as) -> None:
    items.live()
    assert "Nytt (EKSEMPEL)" in page(client_as(Role.EMPLOYEE), "/")


# The last mile -------------------------------------------------------------------------------------


@pytest.fixture
def where() -> made.House:
    return made.house()


def test_contact_confirms_and_the_editor_sees_it(where, client_for, client_as) -> None:
    """features.md G17: a to-do for the ministry until it is done."""
    contact = client_as(Role.MINISTRY_CONTACT)
    version = made.in_force(where)
    notice = MinistryNotice.objects.get(organisation=contact.user.organisation)
    assert "Informer egne ansatte" in page(contact, "/gjoremal/")
    contact.post(reverse("see_notice", args=[notice.pk]))
    contact.post(
        reverse("confirm_notice", args=[notice.pk]),
        {"channel": "eget intranett", "informed_on": f"{oslo_today():%d.%m.%Y}", "url": ""},
    )
    html = page(client_for(where.editor), reverse("last_mile", args=[version.guideline.key, version.number]))

    assert "eget intranett" in html
    assert "Minn på dem" in html
    assert MinistryNotice.objects.get(pk=notice.pk).confirmed_by == contact.user


def test_receipt_turns_late_into_hours(where, client_for) -> None:
    """features.md G16."""
    editor = client_for(where.editor)
    version = made.in_force(where)
    address = reverse("last_mile", args=[version.guideline.key, version.number])
    assert "Skulle stått på Depweb" in page(editor, address)
    editor.post(
        reverse("note_receipt", args=[version.guideline.key, version.number]),
        {"url": "https://depweb.example.test/ki", "stood_on": "13.11.2024", "stood_clock": "12:00"},
    )
    html = page(editor, address)

    assert "24 timer" in html
    assert "Skulle stått" not in html


def test_package_is_made_and_fetched(where, client_for) -> None:
    editor = client_for(where.editor)
    version = made.in_force(where)
    editor.post(reverse("make_package", args=[version.guideline.key, version.number]))
    answer = editor.get(version.packages.get().file.get_absolute_url())

    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_urgent_publication_is_checked_by_another_in_the_browser(where, client_for) -> None:
    """features.md G19."""
    version = made.adopted(where)
    args = [version.guideline.key, version.number]
    form = {"valid_from": f"{oslo_today():%d.%m.%Y}", "is_urgent": "on"}
    client_for(where.editor).post(reverse("publish_guideline", args=args), form)
    other = client_for(where.other_editor)
    work = reverse("guideline_work", args=args[:1])
    assert "Publisert i hast" in page(other, work)
    other.post(reverse("check_urgent_guideline", args=args))

    assert "Publisert i hast" not in page(other, work)


@pytest.mark.parametrize(
    "name", ["publishing_channels", "citation_checks", "feed_addresses", "new_stream_item"]
)
def test_pages_open(editor, name) -> None:
    assert editor.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Les **hele teksten** nå", "Les hele teksten nå"),
        ("## Innhold\n* første\n1. andre", "Innhold\nførste\nandre"),
        (
            "Se [\x02retningslinjen\x03](https://depweb.example.test/ki) først",
            "Se <mark>retningslinjen</mark> først",
        ),
        ("2 * 3 og [klamme] og 1.5", "2 * 3 og [klamme] og 1.5"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_excerpt_is_read_without_the_signs_it_is_written_with(written: str, read: str) -> None:
    assert marked(written) == read
