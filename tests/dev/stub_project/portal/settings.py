"""Only what Celery asks of Django."""

SECRET_KEY = "stub"
USE_TZ = True
