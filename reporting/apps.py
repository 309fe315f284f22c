from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Budsjett og rapporter")

    def ready(self) -> None:
        from pilots.figures import register_spent, register_vouchers  # noqa: PLC0415 - app ready
        from portal.content import register_demo, register_reference  # noqa: PLC0415 - app ready
        from portal.files import register_withheld_files  # noqa: PLC0415 - app ready
        from portal.home import register_panel  # noqa: PLC0415 - app ready
        from portal.imports.kinds import register  # noqa: PLC0415 - app ready
        from portal.jobs.kinds import register_job  # noqa: PLC0415 - app ready
        from portal.jobs.lists import register_list  # noqa: PLC0415 - app ready
        from portal.letters.binder import register_part  # noqa: PLC0415 - app ready
        from portal.letters.figures import register_money  # noqa: PLC0415 - app ready
        from portal.shell import register_nav  # noqa: PLC0415 - app ready
        from portal.todo import register_todo  # noqa: PLC0415 - app ready
        from reporting import notifications  # noqa: PLC0415 - app ready
        from reporting.demo_loader import load_money  # noqa: PLC0415 - app ready
        from reporting.filling import OVERVIEW_FILE, PAYMENTS_LIST, SEALING  # noqa: PLC0415 - app ready
        from reporting.ledger.comparison import LedgerComparison  # noqa: PLC0415 - app ready
        from reporting.ledger.kind import LedgerImport  # noqa: PLC0415 - app ready
        from reporting.panels import (  # noqa: PLC0415 - app ready
            commitments_to_approve,
            drawdown_panel,
            imports_to_answer,
            overviews_to_move,
            payments_to_tie,
            plan_behind,
        )
        from reporting.queries.binder import payments_part  # noqa: PLC0415 - app ready
        from reporting.queries.figures import paid_by_assignment  # noqa: PLC0415 - app ready
        from reporting.queries.trials import payments_of_trial, spent_on_trials  # noqa: PLC0415 - app ready
        from reporting.reference import load_money_reference  # noqa: PLC0415 - app ready
        from reporting.rules import can_read_money, withheld_overview_files  # noqa: PLC0415 - app ready

        register_job(OVERVIEW_FILE)
        register_job(SEALING)
        register_list(PAYMENTS_LIST)
        register_withheld_files(withheld_overview_files)
        register(LedgerImport())
        register(LedgerComparison())
        register_money(paid_by_assignment)
        register_spent(spent_on_trials)
        register_vouchers(payments_of_trial)
        register_part(payments_part)
        register_nav(
            _("Budsjett"),
            "budget",
            30,
            can_read_money,
            prefix=("/budsjett/", "/bilag/", "/forpliktelser/", "/import/"),
        )
        register_nav(_("Rapporter"), "overviews", 100, can_read_money)
        register_panel("reporting/panel.html", order=20, fill=drawdown_panel)
        register_todo(payments_to_tie)
        register_todo(imports_to_answer)
        register_todo(overviews_to_move)
        register_todo(commitments_to_approve)
        register_todo(plan_behind)
        register_reference(load_money_reference, order=20)
        register_demo(load_money, order=30)
        notifications.declare()
