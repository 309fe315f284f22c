from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = _("Arbeid i bakgrunnen")

    def ready(self) -> None:
        from portal.jobs.kinds import register_job  # noqa: PLC0415 - app ready
        from portal.jobs.log_export import LOG_EXPORT  # noqa: PLC0415 - app ready
        from portal.jobs.queries import under_way_count  # noqa: PLC0415 - app ready
        from portal.shell import register_work_counter  # noqa: PLC0415 - app ready

        register_job(LOG_EXPORT)
        register_work_counter(under_way_count)
