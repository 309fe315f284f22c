"""The floor: a bare view with one indexed query and fifty rows through a template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from reporting.models import LedgerRow

ROWS = 50


def floor(request: HttpRequest) -> HttpResponse:
    """One query by the primary key, fifty model objects, one plain template."""
    rows = LedgerRow.objects.order_by("-pk")[:ROWS]
    return render(None, "bench/floor.html", {"rows": rows})


urlpatterns = [path("floor/", floor)]
