"""What Celery beat starts, and how often (seconds, or a time of day in Oslo)."""

from celery.schedules import crontab

SCHEDULE = {
    "heartbeat": {"task": "portal.tasks.heartbeat", "schedule": 30.0},
    "resume-imports": {"task": "portal.tasks.resume_imports", "schedule": 30.0},
    "remind": {"task": "portal.tasks.remind", "schedule": 300.0},
    "gather-mail": {"task": "portal.tasks.gather_mail", "schedule": 15.0},
    "send-mail": {"task": "portal.tasks.send_mail", "schedule": 15.0},
    "resume-jobs": {"task": "portal.tasks.resume_jobs", "schedule": 30.0},
    "move-stream": {"task": "guidelines.tasks.move_stream", "schedule": 20.0},
    "resume-readings": {"task": "portal.tasks.resume_readings", "schedule": 30.0},
    "move-seats": {"task": "courses.tasks.move_seats", "schedule": 20.0},
    "watch": {"task": "portal.tasks.watch", "schedule": 60.0},
    "delete-old": {"task": "portal.tasks.delete_old", "schedule": crontab(hour=3, minute=40)},
    "fold-sums": {"task": "reporting.tasks.fold_sums", "schedule": crontab(hour=3, minute=50)},
    "clear-sessions": {"task": "portal.tasks.clear_sessions", "schedule": crontab(hour=3, minute=20)},
}
