"""The pages of `courses/` that tests/browser/test_pages.py visits, for each role that sees them."""

from collections.abc import Callable

from portal.people.roles import Role
from tests.browser.conftest import Demo


def _of_course_manager(demo: Demo) -> dict[str, str]:
    from courses.models import Module, Session

    long_ago, first, full, opened, planned = Session.objects.order_by("pk")
    module = Module.objects.earliest("pk")
    outline = module.version.outline.get_absolute_url()
    return {
        "kurs": "/kurs/",
        "kurs-ingen": "/kurs/?q=finnes-ikke",
        "skisser": "/kurs/skisser/",
        "skisse": outline,
        "ny-skisse": "/kurs/skisser/ny/",
        "modul": module.get_absolute_url(),
        "ny-modul": f"{outline}modul/",
        "ett-kurs": first.course.get_absolute_url(),
        "nytt-kurs": "/kurs/ny/",
        "ny-samling": f"{first.course.get_absolute_url()}samling/",
        "samling-full": full.get_absolute_url(),
        "samling-planlagt": planned.get_absolute_url(),
        "endre-samling": f"{opened.get_absolute_url()}endre/",
        "pameldte": f"{full.get_absolute_url()}pameldte/?status=alle",
        "pamelding-styrt": full.registrations.earliest("pk").get_absolute_url(),
        "oppmote": f"{first.get_absolute_url()}oppmote/",
        "evaluering": f"{first.get_absolute_url()}evaluering/",
        "etterpa": f"{long_ago.get_absolute_url()}evaluering/",
        "rekkevidde": "/kurs/rekkevidde/",
        "ansatte": "/kurs/rekkevidde/ud/",
        "malgruppe": "/kurs/malgruppe/",
    }


def _of_employee(demo: Demo) -> dict[str, str]:
    from courses.models import Certificate, Registration, Session

    own = Registration.objects.get(person=demo.user(Role.EMPLOYEE))
    return {
        "kurs-ansatt": "/kurs/",
        "mine-kurs": "/kurs/mine/",
        "samling-apen": Session.objects.get(online_url__gt="").get_absolute_url(),
        "tilbud": own.get_absolute_url(),
        "bevis-kontroll": f"/kurs/bevis/{Certificate.objects.earliest('pk').code}/",
    }


def _of_contact(demo: Demo) -> dict[str, str]:
    """The seats that the contact's body has booked, and a session without any."""
    from courses.models import GroupBooking, Session

    booked = GroupBooking.objects.get()
    free = Session.objects.exclude(pk=booked.session_id).exclude(opened_at=None).latest("starts_at")
    return {"gruppe": booked.get_absolute_url(), "gruppe-ingen": f"{free.get_absolute_url()}gruppe/"}


def _of_steward(demo: Demo) -> dict[str, str]:
    from courses.models import Outline

    return {"skisse-dfd": Outline.objects.get().get_absolute_url(), "rekkevidde-dfd": "/kurs/rekkevidde/"}


PAGES: dict[Role, Callable[[Demo], dict[str, str]]] = {
    Role.COURSE_MANAGER: _of_course_manager,
    Role.EMPLOYEE: _of_employee,
    Role.MINISTRY_CONTACT: _of_contact,
    Role.STEWARD: _of_steward,
}
