from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = _("Folk og virksomheter")

    def ready(self) -> None:
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.people.reference import load_demo_people, load_organisations  # noqa: PLC0415 - app ready
        from portal.people.rules import can_keep_people  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready

        register_nav(_("Brukere"), "people_list", 105, can_keep_people, prefix="/folk/")
        register_reference(load_organisations, order=10)
        register_demo(load_demo_people, order=10)
