"""The address of the burst's floor."""

from django.urls import path

from bench.courses_floor import floor

urlpatterns = [path("floor/<int:person>/", floor)]
