from django.apps import AppConfig


class WorkinggroupConfig(AppConfig):
    name = "workinggroup"
