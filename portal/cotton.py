"""Components in templates, beside template_partials: the loaders of both stand in settings.TEMPLATES."""

from django_cotton.apps import SimpleAppConfig
from django_cotton.nested_tag_support import enable_nested_tag_support


class CottonConfig(SimpleAppConfig):
    """django-cotton without its own loader set-up, but with template tags inside attributes."""

    def ready(self) -> None:
        enable_nested_tag_support()
