from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("Varsler og frister")

    def ready(self) -> None:
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.notifications import declarations  # noqa: PLC0415 - app ready
        from portal.notifications.demo import load_examples  # noqa: PLC0415 - app ready
        from portal.notifications.reference import load_deadlines  # noqa: PLC0415 - app ready
        from portal.notifications.todo import reminded  # noqa: PLC0415 - app ready
        from portal.permissions import Right, has_right  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_nav(
            _("Frister"),
            "deadlines",
            25,
            lambda user: has_right(user, Right.READ_LETTERS),
            prefix=("/frister/", "/kalender/"),
        )
        register_nav(_("Drift"), "operations", 110, lambda user: has_right(user, Right.READ_OPERATIONS))
        declarations.declare()
        register_todo(reminded)
        register_reference(load_deadlines, order=30)
        register_demo(load_examples, order=90)
