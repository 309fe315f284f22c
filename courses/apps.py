from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Kurs")

    def ready(self) -> None:
        from courses import notifications, panels  # noqa: PLC0415 - app ready
        from courses.demo import load_courses  # noqa: PLC0415 - app ready
        from courses.filling import PEOPLE_LIST  # noqa: PLC0415 - app ready
        from courses.queries.echo import echoes_of_needs  # noqa: PLC0415 - app ready
        from courses.queries.outlines import modules_of_needs, modules_that_cite  # noqa: PLC0415 - app ready
        from courses.queries.sections import modules_of_sections  # noqa: PLC0415 - app ready
        from courses.retention import names_of_participants, needs_of_participants  # noqa: PLC0415 - app ready
        from courses.rules import can_read_courses  # noqa: PLC0415 - app ready
        from guidelines.citations import register_citations  # noqa: PLC0415 - app ready
        from portal.content import register_demo  # noqa: PLC0415 - app ready
        from portal.jobs.lists import register_list  # noqa: PLC0415 - app ready
        from portal.retention import register_retention  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.threads import register_threads  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_list(PEOPLE_LIST)
        register_nav(_("Kurs"), "courses", 65, can_read_courses)
        for source in (
            panels.offers_to_answer, panels.courses_to_evaluate, panels.courses_to_echo, panels.seats_to_name,
            panels.leaders_answers, panels.outlines_to_discuss, panels.attendance_to_set,
        ):  # fmt: skip
            register_todo(source)
        register_threads("workinggroup.need", modules_of_needs)
        register_threads("workinggroup.need", echoes_of_needs)
        register_citations(modules_that_cite)
        register_threads("guidelines.section", modules_of_sections)
        for rule in (needs_of_participants, names_of_participants):
            register_retention(rule)
        register_demo(load_courses, order=65)
        notifications.declare()
