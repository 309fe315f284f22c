from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "portal.letters"
    label = "letters"
    verbose_name = _("Brev og oppdrag")

    def ready(self) -> None:
        from portal.content import register_demo  # noqa: PLC0415 - app ready
        from portal.home import register_panel  # noqa: PLC0415 - app ready
        from portal.letters import notifications  # noqa: PLC0415 - app ready
        from portal.letters.demo import load_letters  # noqa: PLC0415 - app ready
        from portal.letters.panels import late_clauses, letter_panel  # noqa: PLC0415 - app ready
        from portal.permissions import Right, has_right  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_nav(_("Oppdrag"), "letters", 20, lambda user: has_right(user, Right.READ_LETTERS))
        register_panel("letters/panel.html", order=10, fill=letter_panel)
        register_todo(late_clauses)
        register_demo(load_letters, order=20)
        notifications.declare()
