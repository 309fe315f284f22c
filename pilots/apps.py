from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    name = "pilots"
    verbose_name = _("Utprøvinger")

    def ready(self) -> None:
        from guidelines.citations import register_citations  # noqa: PLC0415 - app ready
        from pilots import notifications, panels  # noqa: PLC0415 - app ready
        from pilots.demo import load_pilots  # noqa: PLC0415 - app ready
        from pilots.filling import PILOTS_LIST  # noqa: PLC0415 - app ready
        from pilots.queries.citations import pilots_of_sections, pilots_that_cite  # noqa: PLC0415 - app ready
        from pilots.queries.threads import pilots_of_needs, pilots_of_use_cases  # noqa: PLC0415 - app ready
        from pilots.reference import load_rules  # noqa: PLC0415 - app ready
        from pilots.rules import can_read_cards, can_read_pilots, withheld_pilot_files  # noqa: PLC0415 - app ready
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.files import register_withheld_files  # noqa: PLC0415 - app ready
        from portal.jobs.lists import register_list  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.threads import register_threads  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_list(PILOTS_LIST)
        register_nav(_("Utprøvinger"), "pilots", 60, can_read_pilots)
        register_nav(
            _("Erfaringer"),
            "experience_cards",
            61,
            lambda user: can_read_cards(user) and not can_read_pilots(user),
        )
        for source in (
            panels.years_to_answer,
            panels.steps_to_take,
            panels.warnings_to_mend,
            panels.classes_to_confirm,
        ):
            register_todo(source)
        register_threads("workinggroup.need", pilots_of_needs)
        register_threads("workinggroup.usecase", pilots_of_use_cases)
        register_citations(pilots_that_cite)
        register_threads("guidelines.section", pilots_of_sections)
        register_withheld_files(withheld_pilot_files)
        register_reference(load_rules, order=60)
        register_demo(load_pilots, order=60)
        notifications.declare()
