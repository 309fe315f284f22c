"""A foreleggelse as those who use it meet it: sender, keeper, ministry, and other ministries."""

import datetime
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from guidelines.actions import answers
from guidelines.models import Consultation, DraftRemark, GuidelineVersion, Remark
from guidelines.states import AnswerKind, VersionState
from portal.dates import oslo_today
from portal.people.roles import Role
from tests import factories, factories_guidelines
from tests import factories_consultations as made

pytestmark = pytest.mark.django_db
SIGNED = {"name": "Kari Eksempel", "role": "fagdirektør", "comment": ""}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def round_() -> made.Round:
    """Sent today with a month to answer."""
    return made.sent(at=timezone.now(), due_on=oslo_today() + datetime.timedelta(days=30))


def own_page(round_: made.Round, name: str = "consultation_answer") -> str:
    return reverse(name, args=[round_.consultation.pk])


def write(client, round_: made.Round, text: str = "Skriv om.", **more: str):
    fields = {"anchor": "", "kind": "content", "text": text, "suggestion": "", "seen": "", **more}
    return client.post(own_page(round_, "new_draft_remark"), fields)


def test_whole_round_in_the_browser(client_for) -> None:
    """features.md G02–G12: sent by DFD, written and sent by the ministry, judged, adopted, and found again."""
    where, ministry = factories_guidelines.house(), factories.OrganisationFactory()
    contact, version = factories.member(Role.MINISTRY_CONTACT, ministry), factories_guidelines.draft(where)
    steward, editor, theirs = client_for(where.steward), client_for(where.editor), client_for(contact)
    letter = {
        "case_number": "24/385", "letter_reference": "24/385-12", "message": "", "shorter_because": "",
        "due_on": f"{oslo_today() + datetime.timedelta(days=30):%d.%m.%Y}",
    }  # fmt: skip
    steward.post(reverse("send_consultation", args=[version.guideline.key, "1.0"]), letter)
    consultation = Consultation.objects.get()
    answer_address = reverse("consultation_answer", args=[consultation.pk])
    theirs.post(reverse("open_consultation", args=[consultation.pk]))
    theirs.post(
        reverse("new_draft_remark", args=[consultation.pk]),
        {"anchor": "del-2", "kind": "content", "text": "Si bør.", "suggestion": "Tekst bør.", "seen": ""},
    )
    assert "Lagt til:" in theirs.get(answer_address).content.decode()
    theirs.post(reverse("submit_answer", args=[consultation.pk]), SIGNED)
    remark = Remark.objects.get()
    editor.post(
        reverse("assess_remark", args=[remark.pk]), {"seen": 0, "outcome": "partly", "reason": "Bare delvis."}
    )
    assert "Bare delvis" not in theirs.get(remark.get_absolute_url()).content.decode()
    for other in consultation.recipients.exclude(organisation=ministry):
        answers.answer_without_remarks(recipient=other, signature=made.SIGNED, by=contact, at=timezone.now())
    steward.post(reverse("adopt_guideline", args=[version.guideline.key, "1.0"]), {"reference": ""})

    assert GuidelineVersion.objects.get().state == VersionState.ADOPTED
    fate = theirs.get(remark.get_absolute_url()).content.decode()
    assert "Delvis tatt til følge" in fate
    assert "Bare delvis." in fate
    assert "Ingen ord er endret" in fate


def test_short_deadline_is_said_with_days_and_weekday_before_it_is_sent(client_for) -> None:
    """domain.md F-02, F-03: nothing is sent, and what was written stays in the form."""
    where = factories_guidelines.house()
    version = factories_guidelines.draft(where)
    due = oslo_today() + datetime.timedelta(days=16)
    page = client_for(where.steward).post(
        reverse("send_consultation", args=[version.guideline.key, "1.0"]),
        {"case_number": "24/385", "letter_reference": "1", "due_on": f"{due:%d.%m.%Y}", "message": "Hei", "shorter_because": ""},
    )  # fmt: skip

    assert page.status_code == 422
    assert "Fristen er 16 dager" in page.content.decode()
    assert "Røde dager:" in page.content.decode()
    assert "24/385" in page.content.decode()
    assert not Consultation.objects.exists()


def test_no_remarks_takes_one_form(round_, client_for) -> None:
    """features.md G05."""
    contact = client_for(round_.contact)
    assert contact.post(own_page(round_, "nothing_to_remark"), {"name": "Kari"}).status_code == 422

    contact.post(own_page(round_, "nothing_to_remark"), SIGNED)

    assert round_.recipient.answer().kind == AnswerKind.NO_REMARKS
    assert "Ingen merknader" in contact.get(own_page(round_)).content.decode()


def test_other_ministries_find_nothing(round_, client_for) -> None:
    """domain.md S-05: 404 for the foreleggelse they are not in, the remark, the draft and the table."""
    made.answered(round_, at=timezone.now())
    outsider = client_for(factories.member(Role.MINISTRY_CONTACT))
    remark = Remark.objects.get()
    addresses = [
        round_.consultation.get_absolute_url(),
        own_page(round_),
        remark.get_absolute_url(),
        reverse("consultation_letter", args=[round_.consultation.pk, "docx"]),
    ]
    table = reverse("remark_table", args=[round_.consultation.pk, "del", "xlsx"])

    assert [outsider.get(address).status_code for address in addresses] == [404] * 4
    assert outsider.post(table).status_code == 404


def test_drafts_do_not_show_on_the_senders_pages(round_, client_for) -> None:
    """features.md G08."""
    write(client_for(round_.member), round_, "Hemmelig utkast.")
    steward = client_for(round_.where.steward)
    pages = [
        steward.get(round_.consultation.get_absolute_url()).content.decode(),
        steward.get(reverse("consultation_recipient", args=[round_.recipient.pk])).content.decode(),
    ]

    assert "Under arbeid" in pages[0]
    assert all("Hemmelig utkast" not in page for page in pages)


def test_colleague_who_saved_first_is_shown_and_nothing_is_lost(round_, client_for) -> None:
    """Two people on one remark: the second sees both texts, and saves again."""
    write(client_for(round_.contact), round_)
    draft = DraftRemark.objects.get()
    address = reverse("edit_draft_remark", args=[draft.pk])
    fields = {"anchor": "", "kind": "content", "suggestion": "", "seen": 1}
    client_for(round_.contact).post(address, {**fields, "text": "Kollegaens ord."})
    member = client_for(round_.member)

    refused = member.post(address, {**fields, "text": "Mine ord."})
    page = refused.content.decode()
    again = member.post(
        address, {**fields, "text": "Mine ord.", "seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
    )

    assert refused.status_code == 409
    assert "Kollegaens" in page
    assert "Mine ord." in page
    assert (again.status_code, DraftRemark.objects.get().text) == (302, "Mine ord.")


@pytest.mark.parametrize(("letters", "status"), [(150_000, 422), (10_000_000, 400)])
def test_too_long_paste_is_refused(round_, client_for, letters: int, status: int) -> None:
    """quality.md: 10 MB paste; nothing is saved, and the page is one of ours."""
    answer = write(client_for(round_.member), round_, "x" * letters)

    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    assert not DraftRemark.objects.exists()


def test_script_in_a_remark_is_only_words(round_, client_for) -> None:
    made.answered(round_, "<script>alert(1)</script>", at=timezone.now())
    page = client_for(round_.where.editor).get(Remark.objects.get().get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_birth_number_never_gets_in(round_, client_for) -> None:
    """domain.md S-01."""
    answer = write(client_for(round_.member), round_, "Gjelder 01010750160 hos oss.")

    assert answer.status_code == 422
    assert "fødselsnummer" in answer.content.decode()
    assert not DraftRemark.objects.exists()


def test_letter_is_read_from_its_file_and_split_by_hand(round_, client_for) -> None:
    """An answer that came by post: the text is read, the file is kept, and a person splits it."""
    editor = client_for(round_.where.editor)
    file = SimpleUploadedFile("svar.txt", "Første punkt.\n\nAndre punkt.".encode(), content_type="text/plain")
    came = {**SIGNED, "received_on": f"{oslo_today():%d.%m.%Y}", "file": file, "text": ""}
    editor.post(reverse("import_letter_answer", args=[round_.recipient.pk]), came)
    remark = Remark.objects.get()
    form = editor.get(reverse("split_remark", args=[remark.pk])).content.decode()
    assert "---" in form

    editor.post(
        reverse("split_remark", args=[remark.pk]), {"seen": 0, "parts": "Første punkt.\n---\nAndre punkt."}
    )

    assert list(Remark.objects.standing().values_list("text", flat=True)) == ["Første punkt.", "Andre punkt."]
    assert round_.recipient.answer().file.name == "svar.txt"


def test_late_link_is_shown_once_and_works_for_that_ministry_alone(client_for) -> None:
    """features.md G09."""
    round_ = made.sent()
    steward, contact = client_for(round_.where.steward), client_for(round_.contact)
    shown = steward.post(
        reverse("issue_late_link", args=[round_.recipient.pk]), {"valid_to": f"{oslo_today():%d.%m.%Y}"}
    ).content.decode()
    address = re.search(r"http://testserver(/[^<\s]+etter-frist/[^<\s]+/)", shown)[1]
    assert client_for(factories.member(Role.MINISTRY_CONTACT)).get(address).status_code == 404
    assert contact.get(address).status_code == 200

    contact.post(address)
    contact.post(own_page(round_, "nothing_to_remark"), SIGNED)

    answer = round_.recipient.answer()
    assert (answer.is_late, answer.late_allowed_by) == (True, round_.where.steward)


def test_page_asks_as_often_for_many_remarks_as_for_few(
    round_, client_for, django_assert_max_num_queries
) -> None:
    """quality.md: constant queries."""
    steward = client_for(round_.where.steward)
    made.answered(round_, "En", at=timezone.now())
    address = round_.consultation.get_absolute_url()
    steward.get(address)
    with django_assert_max_num_queries(60) as few:
        steward.get(address)
    remark = Remark.objects.get()
    Remark.objects.bulk_create(
        Remark(consultation=remark.consultation, answer=remark.answer, number=number, text="Ord.")
        for number in range(2, 40)
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        steward.get(address)


def test_filter_shows_those_without_outcome(round_, client_for) -> None:
    made.answered(round_, "En", "To", at=timezone.now())
    Remark.objects.filter(number=1).update(outcome="followed")
    page = client_for(round_.where.steward).get(
        f"{round_.consultation.get_absolute_url()}?utfall=mangler&sted=x"
    )

    assert [line["number"] for line in page.context["lines"]] == [2]


def test_a_foreleggelse_is_never_called_something_else() -> None:
    """domain.md F-11: the word is not in any text that people read."""
    found = [
        str(path.relative_to(ROOT))
        for path in [
            *(ROOT / "templates" / "guidelines").glob("*.html"),
            *(ROOT / "guidelines").rglob("*.py"),
        ]
        for line in path.read_text(encoding="utf-8").splitlines()
        if "høring" in line.lower() and ("_(" in line or path.suffix == ".html")
    ]

    assert found == []
