"""Addresses that belong to the shell itself."""

from django.urls import path

from portal import shell_views

urlpatterns = [
    path("innstillinger/tema/", shell_views.set_theme, name="set_theme"),
    path("innstillinger/sprak/", shell_views.set_language, name="set_language"),
    path("stilguide/", shell_views.styleguide, name="styleguide"),
    path("tilgjengelighet/", shell_views.accessibility, name="accessibility"),
    path("personvern/", shell_views.privacy, name="privacy"),
]
