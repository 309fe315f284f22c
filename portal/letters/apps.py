from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "portal.letters"
    label = "letters"
    verbose_name = _("Brev og oppdrag")

    def ready(self) -> None:
        from portal.content import register_demo  # noqa: PLC0415 - app ready
        from portal.files import register_withheld_files  # noqa: PLC0415 - app ready
        from portal.home import register_panel  # noqa: PLC0415 - app ready
        from portal.jobs.kinds import register_job  # noqa: PLC0415 - app ready
        from portal.letters import notifications  # noqa: PLC0415 - app ready
        from portal.letters.demo import load_letters  # noqa: PLC0415 - app ready
        from portal.letters.demo_life import load_life  # noqa: PLC0415 - app ready
        from portal.letters.filling import BINDER  # noqa: PLC0415 - app ready
        from portal.letters.panels import (  # noqa: PLC0415 - app ready
            clauses_to_confirm,
            evidence_to_reconfirm,
            gap_panel,
            late_clauses,
            letter_panel,
            promise_panel,
            questions_to_answer,
        )
        from portal.letters.rules import withheld_report_files  # noqa: PLC0415 - app ready
        from portal.permissions import Right, has_right  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready

        register_nav(_("Oppdrag"), "letters", 20, lambda user: has_right(user, Right.READ_LETTERS))
        register_panel("letters/panel.html", order=10, fill=letter_panel)
        register_panel("letters/promise_panel.html", order=30, fill=promise_panel)
        register_panel("letters/gap_panel.html", order=40, fill=gap_panel)
        register_todo(late_clauses)
        register_todo(clauses_to_confirm)
        register_todo(evidence_to_reconfirm)
        register_todo(questions_to_answer)
        register_demo(load_letters, order=20)
        register_demo(load_life, order=25)
        register_job(BINDER)
        register_withheld_files(withheld_report_files)
        notifications.declare()
