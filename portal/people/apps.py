from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = _("Folk og virksomheter")

    def ready(self) -> None:
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.people.reference import load_demo_people, load_organisations  # noqa: PLC0415 - app ready

        register_reference(load_organisations, order=10)
        register_demo(load_demo_people, order=10)
