from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "portal.people.oidc"
    label = "oidc"
    verbose_name = "OpenID Connect"
