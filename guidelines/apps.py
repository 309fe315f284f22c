from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidelinesConfig(AppConfig):
    name = "guidelines"
    verbose_name = _("Retningslinjer")

    def ready(self) -> None:
        from guidelines import notifications  # noqa: PLC0415 - app ready
        from guidelines.citations import register_citations  # noqa: PLC0415 - app ready
        from guidelines.demo import load_guidelines  # noqa: PLC0415 - app ready
        from guidelines.demo_consultation import load_consultation  # noqa: PLC0415 - app ready
        from guidelines.demo_stream import load_stream  # noqa: PLC0415 - app ready
        from guidelines.filling import REMARKS_LIST  # noqa: PLC0415 - app ready
        from guidelines.panels import guidelines_to_move  # noqa: PLC0415 - app ready
        from guidelines.panels_stream import (  # noqa: PLC0415 - app ready
            citations_to_check,
            items_to_check,
            staff_to_inform,
            texts_to_depweb,
            whats_new,
        )
        from guidelines.queries.stream import items_that_cite  # noqa: PLC0415 - app ready
        from guidelines.rules import can_read_guidelines, can_read_stream  # noqa: PLC0415 - app ready
        from portal.content import register_demo  # noqa: PLC0415 - app ready
        from portal.home import register_panel  # noqa: PLC0415 - app ready
        from portal.jobs.lists import register_list  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_list(REMARKS_LIST)
        register_nav(_("Retningslinjer"), "guidelines", 40, can_read_guidelines)
        register_nav(_("Nytt og nyttig"), "stream", 45, can_read_stream)
        register_todo(guidelines_to_move)
        for source in (staff_to_inform, texts_to_depweb, items_to_check, citations_to_check):
            register_todo(source)
        register_panel("guidelines/stream_panel.html", order=35, fill=whats_new)
        register_citations(items_that_cite)
        register_demo(load_guidelines, order=40)
        register_demo(load_consultation, order=41)
        register_demo(load_stream, order=45)
        notifications.declare()
