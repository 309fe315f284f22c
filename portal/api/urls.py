"""`/api/v1/`: apps that have an API are included here by portal.urls."""

from django.urls import include, path

from portal.api.views import Schema

urlpatterns = [
    path("skjema/", Schema.as_view(), name="api_schema"),
    path("", include("reporting.api_urls")),
]
