"""Every page of the portal, as those who use it see it: accessible, quiet, and inside a phone's width."""

import base64
import dataclasses
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guidelines.models import Consultation
from portal.imports.runs import check_run
from portal.letters.actions.reports import open_report
from portal.letters.models import Clause, Evidence, LetterDraft
from portal.people.roles import Role
from tests import factories, factories_guidelines, factories_stream
from tests.browser import pages_courses, pages_pilots, pages_workinggroup
from tests.browser.conftest import Demo, breaches
from tests.factories_money import LetterFactory, ordered, started

LOOKS = [("light", 1280), ("dark", 320)]
Pages = Callable[[Demo], dict[str, str]]


def _of_controller(demo: Demo) -> dict[str, str]:
    controller = demo.user(Role.CONTROLLER)
    headers = "Konto;Statskonto;BA;Bilagsnr;{};Kont.periode\r\n6710;150021;{};1;{};{}"

    def run(name: str, *cells: str) -> str:
        content = headers.format(*cells).encode("cp1252")
        return _checked(demo, content, by=controller, name=name)

    return {
        "oversikt": "/",
        "gjoremal": "/gjoremal/",
        "budsjett": demo.drawdown,
        "bilag": f"{demo.drawdown}bilag/",
        "bilag-ingen": f"{demo.drawdown}bilag/?q=finnes-ikke",
        "ett-bilag": demo.payment.get_absolute_url(),
        "ny-fullmakt": "/budsjett/ny/",
        "import": f"{demo.drawdown}import/",
        "import-kolonne": run("kolonne.csv", "Rar kolonne", "IV", "1 000,00", "202410"),
        "import-bilagsart": run("bilagsart.csv", "Kontantbeløp", "ZQ", "1 000,00", "202410"),
        "import-desimaltegn": run("desimaltegn.csv", "Kontantbeløp", "IV", "1.234", "202410"),
        "import-avvist": run("avvist.csv", "Kontantbeløp", "IV", "1 000,00", "20241X"),
        "import-klar": run("klar.csv", "Kontantbeløp", "IV", "1 000,00", "202410"),
        "forpliktelser": f"{demo.drawdown}forpliktelser/",
        "ny-bestilling": f"{demo.drawdown}forpliktelser/ny/",
        "bestilling": demo.authority.commitments.get().get_absolute_url(),
        "endre-ramme": f"{demo.drawdown}ramme/",
        "prognose": f"{demo.drawdown}prognose/",
        "plan": f"{demo.drawdown}plan/",
        "arsskiftet": "/budsjett/arsskiftet/",
        "forklar-retting": f"{demo.payment.get_absolute_url()}retting/",
        "kontroller": f"{demo.overview}kontroller/",
        "avstemming": f"{demo.overview}avstemming/",
        "rapporter": "/rapporter/",
        "arsoversikt": demo.overview,
    }


def _checked(demo: Demo, content: bytes, **started_with: object) -> str:
    """The address of an import that has been read and waits for a person."""
    return check_run(run=started(demo.authority, content, **started_with)).get_absolute_url()


def _of_coordinator(demo: Demo) -> dict[str, str]:
    draft = LetterFactory(state="draft", registered_at=None, number=11)
    reading = LetterDraft.objects.earliest("pk")
    evidence = Evidence.objects.earliest("pk")
    coordinator, now = demo.user(Role.COORDINATOR), timezone.now()
    report = open_report(letter=demo.letter, status_on=now.date(), by=coordinator, at=now)
    asked = Clause.objects.get(assignment__letter__number=4, assignment__number=2, position=8)
    return {
        "mangler": "/oppdrag/mangler/",
        "les-inn": "/oppdrag/les/",
        "lesing": reading.get_absolute_url(),
        "forslag": reading.proposals.in_order().first().get_absolute_url(),
        "foring": demo.clause.assignment.get_absolute_url(),
        "brev-da": f"{demo.letter.get_absolute_url()}?per=2024-10-14",
        "punkt-null": asked.get_absolute_url(),
        "punkt-bevis": evidence.ties.earliest("pk").clause.get_absolute_url(),
        "bevis": evidence.get_absolute_url(),
        "endrer": f"{demo.clause.get_absolute_url()}endrer/",
        "sporsmal": f"/oppdrag/sporsmal/{demo.letter.questions.earliest('pk').pk}/",
        "statusrapport": report.get_absolute_url(),
        "oppdrag": "/oppdrag/",
        "brev": demo.letter.get_absolute_url(),
        "punkt": demo.clause.get_absolute_url(),
        "nytt-brev": "/oppdrag/nytt/",
        "utkast": draft.get_absolute_url(),
        "frister": "/frister/",
        "ny-frist": "/frister/ny/",
        "minn-pa": f"/minn-pa/letters.letter/{demo.letter.pk}/",
        "ny-foring": f"{draft.get_absolute_url()}foring/",
        "nytt-punkt": f"{draft.get_absolute_url()}punkt/",
    }


def _of_operator(demo: Demo) -> dict[str, str]:
    person = demo.user(Role.CONTROLLER)
    return {
        "brukere": "/folk/",
        "bruker": f"/folk/{person.pk}/",
        "ny-bruker": "/folk/ny/",
        "avslutt-tilgang": f"/folk/tilgang/{person.memberships.get().pk}/avslutt/",
        "virksomheter": "/folk/virksomheter/",
        "virksomhet": "/folk/virksomheter/dss/",
        "drift": "/drift/",
        "utboks": "/drift/utboks/",
    }


def _of_steward(demo: Demo) -> dict[str, str]:
    return {
        "min-side": "/konto/",
        "nokler": "/konto/nokler/",
        "totrinn": "/konto/sikkerhet/",
        "okter": "/konto/sikkerhet/okter/",
        "endre-passord": "/konto/passord/",
        "varsler": "/varsler/",
        "sendt": "/varsler/sendt/",
        "velg-varsler": "/varsler/innstillinger/",
        "felles": "/gjoremal/felles/",
        "kalender": "/kalender/",
        "jobber": "/jobber/",
        "logg-ut": "/konto/logg-ut/",
        "bekreft": "/konto/sikkerhet/app/",
        "dfd-arsoversikt": demo.overview,
        **_of_a_round(),
    }


def _of_editor(demo: Demo) -> dict[str, str]:
    editor = demo.user(Role.EDITOR)
    body = editor.organisation
    house = dataclasses.replace(factories_guidelines.house(), manager=body, editor=editor)
    text = factories_guidelines.in_force(house, key="nettleser")
    draft = factories_stream.in_review(factories.member(Role.EDITOR, body))
    live = factories_stream.live(
        editor, cites=[(text.guideline, "del-1")], is_ai_made=True, ai_note="Språkvask"
    )
    return {
        "strommen": "/nytt/",
        "innslag": live.get_absolute_url(),
        "innslag-til-kontroll": draft.get_absolute_url(),
        "nytt-innslag": "/nytt/ny/",
        "redaksjonskalender": "/nytt/kalender/",
        "adresser": "/nytt/adresser/",
        "retningslinje": text.guideline.get_absolute_url(),
        "retningslinje-arbeid": f"{text.guideline.get_absolute_url()}arbeid/",
        "ut-til-de-ansatte": f"{text.get_absolute_url()}ut/",
        "ett-departement": text.ministry_notices.earliest("pk").get_absolute_url(),
        "kanaler": "/retningslinjer/kanaler/",
        "henvisninger": "/retningslinjer/henvisninger/",
        "sok": "/retningslinjer/sok/?q=tekst",
    }


def _of_a_round() -> dict[str, str]:
    """What the sender of a foreleggelse meets."""
    sent = Consultation.objects.get()
    remark = sent.remarks.earliest("number")
    return {
        "foreleggelser": "/retningslinjer/foreleggelser/",
        "foreleggelse": sent.get_absolute_url(),
        "mottaker": f"/retningslinjer/foreleggelser/mottakere/{sent.recipients.earliest('pk').pk}/",
        "merknad": remark.get_absolute_url(),
        "temaer": f"{sent.get_absolute_url()}temaer/",
        "del-merknad": f"{remark.get_absolute_url()}del/",
    }


def _of_contact(demo: Demo) -> dict[str, str]:
    sent, contact = Consultation.objects.get(), demo.user(Role.MINISTRY_CONTACT)
    own = sent.remarks.filter(answer__recipient__organisation=contact.organisation).earliest("number")
    return {"svar": f"{sent.get_absolute_url()}svar/", "egen-merknad": own.get_absolute_url()}


# The apps that keep their own list of pages: {role: demo → {name: address}}.
OF_APPS = (pages_workinggroup.PAGES, pages_pilots.PAGES, pages_courses.PAGES)
PAGES: dict[Role, Pages] = {
    Role.CONTROLLER: _of_controller,
    Role.COORDINATOR: _of_coordinator,
    Role.OPERATOR: _of_operator,
    Role.STEWARD: _of_steward,
    Role.EDITOR: _of_editor,
    Role.MINISTRY_CONTACT: _of_contact,
}


def _complaints(page: Page, addresses: dict[str, str]) -> Iterator[str]:
    for name, address in addresses.items():
        answer = page.goto(address)
        if answer.status != 200:
            yield f"{name}: {answer.status}"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            yield f"{name}: wider than the window"
        if page.locator("h1").count() != 1:
            yield f"{name}: not one h1"
        yield from (f"{name}: {breach}" for breach in breaches(page))


@pytest.mark.parametrize(("look", "width"), LOOKS)
@pytest.mark.parametrize(
    ("role", "pages"),
    [(role, pages) for listed in (PAGES, *OF_APPS) for role, pages in listed.items()],
)
def test_pages_of_a_role(
    page: Page, demo: Demo, login, theme, role: Role, pages: Pages, look: str, width: int
) -> None:
    """domain.md U-01."""
    addresses = pages(demo)
    login(page, demo.user(role))
    theme(page, look)
    page.set_viewport_size({"width": width, "height": 900})

    assert list(_complaints(page, addresses)) == []


def test_front_page_of_every_role(page: Page, demo: Demo, login, axe, no_sideways_scroll) -> None:
    page.set_viewport_size({"width": 320, "height": 900})

    for role in Role:
        login(page, demo.user(role))
        page.goto("/")

        code = demo.user(role).memberships.get().organisation.code
        expect(page.locator(".hode__over")).to_contain_text(f"Du handler for {code}")
        no_sideways_scroll(page)
    axe(page)


def _refused(demo: Demo, page: Page, settings: object) -> Iterator[tuple[str, int]]:
    """Every way to be refused, with the status it answers with."""
    yield "ikke-tilgang", page.goto("/folk/").status
    yield "finnes-ikke", page.goto("/finnes-ikke/").status
    run = ordered(
        demo.authority,
        b"Konto;Statskonto;BA;Bilagsnr;Kontantbel\xf8p;Kont.periode\r\n6710;150021;IV;9;1,00;202410",
    )
    page.goto(run.get_absolute_url())
    with page.expect_navigation() as answer:
        _post(page, f"{run.get_absolute_url()}bekreft/")
    yield "endret", answer.value.status
    settings.MAX_UPLOAD_BYTES = 1_000
    page.goto(f"{demo.drawdown}import/")
    page.get_by_label("Hovedboksutdrag").set_input_files(
        {"name": "stor.csv", "mimeType": "text/csv", "buffer": b"x" * 4_000_000}
    )
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Kontroller filen").click()
    yield "for-stor", answer.value.status
    with patch("portal.home.todo_of", side_effect=ZeroDivisionError):
        yield "var-feil", page.goto("/").status


def _post(page: Page, address: str) -> None:
    page.evaluate(
        """address => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = address;
            const token = document.querySelector("meta[name=csrf-token]").content;
            form.innerHTML = `<input type="hidden" name="csrfmiddlewaretoken" value="${token}">`;
            document.body.append(form);
            form.submit();
        }""",
        address,
    )


@pytest.mark.parametrize(("look", "width"), LOOKS)
def test_refusals_are_pages_too(
    page: Page, demo: Demo, login, theme, settings, screenshot, browser_problems, look: str, width: int
) -> None:
    login(page, demo.user(Role.CONTROLLER))
    theme(page, look)
    page.set_viewport_size({"width": width, "height": 900})
    statuses = []

    for name, status in _refused(demo, page, settings):
        statuses.append(status)
        screenshot(page, f"{name}-{width}-{look}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert breaches(page) == [], name

    assert statuses == [403, 404, 409, 413, 500]
    assert [text for text in browser_problems if "Failed to load resource" not in text] == []
    browser_problems.clear()


@pytest.mark.parametrize(
    ("path", "role"), [("/budsjett/ny/", Role.CONTROLLER), ("/oppdrag/nytt/", Role.COORDINATOR)]
)
def test_an_empty_form_says_what_is_missing(
    page: Page, demo: Demo, login, no_sideways_scroll, screenshot, browser_problems, path: str, role: Role
) -> None:
    """domain.md U-07."""
    login(page, demo.user(role))
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(path)

    page.locator("main form.skjema [type=submit]").click()

    summary = page.locator(".ds-error-summary")
    summary.wait_for()
    assert summary.evaluate("element => element === document.activeElement")
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.matches('main form :is(input, select, textarea)')")
    assert breaches(page) == []
    no_sideways_scroll(page)
    screenshot(page, f"feil{path.replace('/', '-')}320")
    browser_problems.clear()


def test_newcomer_comes_to_the_waiting_page(page: Page, live_server, axe, no_sideways_scroll) -> None:
    newcomer = factories.UserFactory()
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/konto/logg-inn/")
    page.get_by_label("E-post").fill(newcomer.email)
    page.get_by_label("Passord").fill(factories.PASSWORD)

    page.locator("main").get_by_role("button", name="Logg inn").click()

    page.get_by_role("heading", name="Venter på tilgang").wait_for()
    axe(page)
    no_sideways_scroll(page)


def _code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_two_step_login(page: Page, demo: Demo, log_in_with_password, axe, screenshot) -> None:
    _email, password = demo.password(Role.STEWARD)
    log_in_with_password(page, Role.STEWARD)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/konto/sikkerhet/")
    axe(page)
    page.get_by_role("link", name="Slå på").click()
    if page.get_by_label("Passord").count():
        page.get_by_label("Passord").fill(password)
        page.get_by_role("button", name="Bekreft").click()
    axe(page)
    screenshot(page, "totrinn-app-320")

    page.locator("main input:not([type=hidden])").fill(_code(page.locator("main code").inner_text()))
    page.locator("main").get_by_role("button", name="Slå på").click()

    expect(page.locator("main")).to_contain_text("Reservekoder")
    axe(page)
    screenshot(page, "totrinn-pa-320")


def test_api_key_is_shown_once(page: Page, demo: Demo, login, axe, no_sideways_scroll, screenshot) -> None:
    login(page, demo.user(Role.CONTROLLER))
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/konto/nokler/")
    page.get_by_label("Hva skal nøkkelen brukes til?").fill("Regneark")

    page.get_by_role("button", name="Lag nøkkel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ny API-nøkkel")
    axe(page)
    no_sideways_scroll(page)
    screenshot(page, "ny-nokkel-320")
    page.get_by_role("link", name="Ferdig").click()
    expect(page.locator("tbody")).to_contain_text("Regneark")
    axe(page)


def test_a_split_that_does_not_add_up_keeps_what_was_written(
    page: Page, demo: Demo, login, axe, screenshot, browser_problems
) -> None:
    """domain.md T-05, U-07."""
    login(page, demo.user(Role.CONTROLLER))
    page.goto(demo.payment.get_absolute_url())
    page.locator("#fordeling input[type=text]").nth(1).fill("12,50")

    page.get_by_role("button", name="Lagre fordelingen").click()

    expect(page.locator(".ds-error-summary")).to_be_focused()
    expect(page.locator("#fordeling input[type=text]").nth(1)).to_have_value("12,50")
    axe(page)
    screenshot(page, "feil-fordeling")
    browser_problems.clear()
