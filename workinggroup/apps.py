from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkinggroupConfig(AppConfig):
    name = "workinggroup"
    verbose_name = _("Arbeidsgruppen")
