from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkinggroupConfig(AppConfig):
    name = "workinggroup"
    verbose_name = _("Arbeidsgruppen")

    def ready(self) -> None:
        from guidelines.citations import register_citations  # noqa: PLC0415 - app ready
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.jobs.lists import register_list  # noqa: PLC0415 - app ready
        from portal.notifications.dates import register_dates  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.threads import register_threads  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready
        from workinggroup import notifications, panels  # noqa: PLC0415 - app ready
        from workinggroup.demo import load_group  # noqa: PLC0415 - app ready
        from workinggroup.documents import meetings_in_calendar  # noqa: PLC0415 - app ready
        from workinggroup.filling import NEEDS_LIST  # noqa: PLC0415 - app ready
        from workinggroup.queries.sections import needs_of_sections, needs_that_cite  # noqa: PLC0415 - app ready
        from workinggroup.reference import load_categories  # noqa: PLC0415 - app ready
        from workinggroup.rules import can_read_needs  # noqa: PLC0415 - app ready

        register_list(NEEDS_LIST)
        register_nav(_("Arbeidsgruppen"), "working_group", 50, can_read_needs)
        register_nav(_("Behov"), "needs", 55, can_read_needs)
        for source in (
            panels.invitations_to_answer,
            panels.periods_to_answer,
            panels.needs_to_release,
            panels.needs_to_score,
            panels.needs_to_answer,
            panels.decisions_to_carry_out,
            panels.meetings_to_close,
            panels.handovers_to_settle,
        ):
            register_todo(source)
        register_citations(needs_that_cite)
        register_threads("guidelines.section", needs_of_sections)
        register_dates(meetings_in_calendar)
        register_reference(load_categories, order=50)
        register_demo(load_group, order=50)
        notifications.declare()
