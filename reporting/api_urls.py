from django.urls import path

from reporting import api

urlpatterns = [
    path("authorities/", api.authorities, name="api_authorities"),
    path("overviews/", api.overviews, name="api_overviews"),
    path("overviews/<str:key>/", api.overview, name="api_overview"),
    path("overviews/<str:key>/versions/", api.versions, name="api_overview_versions"),
    path("overviews/<str:key>/versions/<int:number>/", api.version, name="api_overview_version"),
    path("payments/", api.payments, name="api_payments"),
    path("payments/<int:pk>/", api.payment, name="api_payment"),
]
