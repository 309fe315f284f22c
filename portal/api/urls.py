"""`/api/v1/`: apps that have an API are included here by portal.urls."""

from django.urls import path

from portal.api.views import Schema

urlpatterns = [
    path("skjema/", Schema.as_view(), name="api_schema"),
]
