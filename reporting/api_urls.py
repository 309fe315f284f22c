from django.urls import path

from reporting import api

urlpatterns = [
    path("authorities/", api.authorities, name="api_authorities"),
    path("overviews/", api.overviews, name="api_overviews"),
    path("overviews/<str:key>/", api.overview, name="api_overview"),
    path("payments/", api.payments, name="api_payments"),
    path("payments/<int:pk>/", api.payment, name="api_payment"),
]
