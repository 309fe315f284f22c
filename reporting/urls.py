from django.urls import path

from reporting.views import budget, imports, overviews, payments, versions

urlpatterns = [
    path("budsjett/", budget.budget, name="budget"),
    path("budsjett/ny/", budget.new_authority, name="new_authority"),
    path("budsjett/eksempel/", budget.example_extract, name="example_extract"),
    path("budsjett/<str:key>/", budget.drawdown, name="drawdown"),
    path("budsjett/<str:key>/bilag/", payments.payments, name="payments"),
    path("budsjett/<str:key>/bilag/knytt/", payments.tie, name="tie_payments"),
    path("budsjett/<str:key>/bilag/eksport/<str:extension>/", payments.export, name="export_payments"),
    path("budsjett/<str:key>/import/", imports.import_ledger, name="import_ledger"),
    path("bilag/<int:pk>/", payments.payment, name="payment"),
    path("bilag/<int:pk>/fordel/", payments.split, name="split_payment"),
    path("bilag/<int:pk>/vurder/", payments.assess, name="assess_payment"),
    path("rapporter/", overviews.overviews, name="overviews"),
    path("rapporter/<str:key>/", overviews.overview, name="overview"),
    path("rapporter/<str:key>/versjoner/ny/", versions.new_version, name="open_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/avstem/", versions.reconcile, name="reconcile_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/kontroller/", versions.check, name="check_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/godkjenn/", versions.approve, name="approve_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/tilbake/", versions.reopen, name="reopen_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/send/", versions.send, name="send_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/motta/", versions.receive, name="receive_overview"),
    path("rapporter/<str:key>/versjoner/<int:number>/returner/", versions.give_back, name="return_overview"),
    path(
        "rapporter/<str:key>/versjoner/<int:number>/fil/<str:extension>/",
        versions.download,
        name="download_sealed",
    ),
    path("rapporter/<str:key>/<str:extension>/", overviews.download_overview, name="download_overview"),
]
