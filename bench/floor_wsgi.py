"""The floor's application: the same server, settings and database, and nothing around the view."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_URLCONF"] = "bench.urls"
django.setup()
# Emptied after the start, since some of the apps look for their middleware then.
settings.MIDDLEWARE = []
application = WSGIHandler()
