from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidelinesConfig(AppConfig):
    name = "guidelines"
    verbose_name = _("Retningslinjer")

    def ready(self) -> None:
        from guidelines.demo import load_guidelines  # noqa: PLC0415 - app ready
        from guidelines.demo_consultation import load_consultation  # noqa: PLC0415 - app ready
        from guidelines.notifications import declare  # noqa: PLC0415 - app ready
        from guidelines.panels import guidelines_to_move  # noqa: PLC0415 - app ready
        from guidelines.rules import can_read_guidelines  # noqa: PLC0415 - app ready
        from portal.content import register_demo  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_nav(_("Retningslinjer"), "guidelines", 40, can_read_guidelines)
        register_todo(guidelines_to_move)
        register_demo(load_guidelines, order=40)
        register_demo(load_consultation, order=41)
        declare()
