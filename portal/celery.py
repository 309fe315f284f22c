"""The Celery application: settings with the prefix CELERY_, tasks from every app, schedule in code."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def use_the_portal_log(**_: object) -> None:
    """Keep Django's LOGGING in workers too, so that one request id runs through web and tasks."""
    import logging.config  # noqa: PLC0415 - app ready

    from django.conf import settings  # noqa: PLC0415 - app ready

    logging.config.dictConfig(settings.LOGGING)


@beat_init.connect
def beat_once_at_the_start(**_: object) -> None:
    """Do not make the health page wait half a minute for the first heartbeat."""
    app.send_task("portal.tasks.heartbeat")
