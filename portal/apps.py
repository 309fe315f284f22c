from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "KI-portalen"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - app ready

        from portal import checks  # noqa: F401, PLC0415 - app ready
        from portal.dates import oslo_today  # noqa: PLC0415 - app ready
        from portal.shell import register_nav, register_todo_counter  # noqa: PLC0415 - app ready
        from portal.todo import todo_count  # noqa: PLC0415 - app ready

        register_nav(_("Oversikt"), "home", 10)
        register_todo_counter(lambda user: todo_count(user, today=oslo_today()))
