"""Addresses of the working group and of the needs."""

from django.urls import path

from workinggroup.views import needs, use_cases

urlpatterns = [
    path("behov/<int:pk>/", needs.need, name="need"),
    path("behov/bruksomrader/<int:pk>/", use_cases.use_case, name="use_case"),
]
