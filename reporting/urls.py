from django.urls import include, path

from reporting.views import (
    budget,
    checks,
    commitments,
    imports,
    overviews,
    payments,
    planning,
    reconciliation,
    versions,
)

budget_urls = [
    path("", budget.budget, name="budget"),
    path("ny/", budget.new_authority, name="new_authority"),
    path("eksempel/", budget.example_extract, name="example_extract"),
    path("arsskiftet/", planning.years, name="budget_years"),
    path("<str:key>/", budget.drawdown, name="drawdown"),
    path("<str:key>/bilag/", payments.payments, name="payments"),
    path("<str:key>/bilag/knytt/", payments.tie, name="tie_payments"),
    path("<str:key>/bilag/eksport/<str:extension>/", payments.export, name="export_payments"),
    path("<str:key>/import/", imports.import_ledger, name="import_ledger"),
    path("<str:key>/ramme/", budget.amend, name="amend_authority"),
    path("<str:key>/prognose/", planning.radar, name="radar"),
    path("<str:key>/plan/", planning.plan, name="plan_year"),
    path("<str:key>/forpliktelser/", commitments.commitments, name="commitments"),
    path("<str:key>/forpliktelser/ny/", commitments.new_commitment, name="new_commitment"),
]
commitment_urls = [
    path("<int:pk>/", commitments.commitment, name="commitment"),
    path("<int:pk>/godkjenn/", commitments.approve, name="approve_commitment"),
    path("<int:pk>/lukk/", commitments.close, name="close_commitment"),
    path("<int:pk>/faktura/", commitments.add_invoice, name="add_invoice"),
]
payment_urls = [
    path("<int:pk>/", payments.payment, name="payment"),
    path("<int:pk>/fordel/", payments.split, name="split_payment"),
    path("<int:pk>/vurder/", payments.assess, name="assess_payment"),
    path("<int:pk>/utproving/", payments.name_trial, name="name_trial"),
    path("<int:pk>/retting/", checks.correct, name="correct_payment"),
]
overview_urls = [
    path("", overviews.overviews, name="overviews"),
    path("<str:key>/", overviews.overview, name="overview"),
    path("<str:key>/kontroller/", checks.checks, name="checks"),
    path("<str:key>/kontroller/<str:code>/", checks.comment, name="comment_on_check"),
    path("<str:key>/avstemming/", reconciliation.reconciliation, name="reconciliation"),
    path("<str:key>/avstemming/utdrag/", reconciliation.compare, name="compare_extract"),
    path(
        "<str:key>/avstemming/statsregnskapet/",
        reconciliation.load_state,
        name="load_state_account",
    ),
    path("<str:key>/avstemming/saft/", reconciliation.show_saft, name="show_saft"),
    path("<str:key>/versjoner/ny/", versions.new_version, name="open_overview"),
    path("<str:key>/versjoner/<int:number>/avstem/", versions.reconcile, name="reconcile_overview"),
    path("<str:key>/versjoner/<int:number>/kontroller/", versions.check, name="check_overview"),
    path("<str:key>/versjoner/<int:number>/godkjenn/", versions.approve, name="approve_overview"),
    path("<str:key>/versjoner/<int:number>/tilbake/", versions.reopen, name="reopen_overview"),
    path("<str:key>/versjoner/<int:number>/forkast/", versions.revert, name="revert_overview"),
    path("<str:key>/versjoner/<int:number>/folgebrev/", versions.cover_letter, name="cover_letter"),
    path("<str:key>/versjoner/<int:number>/send/", versions.send, name="send_overview"),
    path("<str:key>/versjoner/<int:number>/motta/", versions.receive, name="receive_overview"),
    path("<str:key>/versjoner/<int:number>/returner/", versions.give_back, name="return_overview"),
    path(
        "<str:key>/versjoner/<int:number>/fil/<str:extension>/",
        versions.download,
        name="download_sealed",
    ),
    path("<str:key>/<str:extension>/", overviews.download_overview, name="download_overview"),
]
urlpatterns = [
    path("budsjett/", include(budget_urls)),
    path("forpliktelser/", include(commitment_urls)),
    path("bilag/", include(payment_urls)),
    path("rapporter/", include(overview_urls)),
    path("fakturaer/<int:pk>/knytt/", commitments.settle, name="settle_invoice"),
    path("oppgjor/<int:pk>/fjern/", commitments.unsettle, name="unsettle_invoice"),
    path("avvik/<int:pk>/forklar/", reconciliation.explain, name="explain_difference"),
]
