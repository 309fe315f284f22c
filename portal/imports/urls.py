from django.urls import path

from portal.imports import views

urlpatterns = [
    path("<int:pk>/", views.import_run, name="import_run"),
    path("<int:pk>/svar/", views.answer, name="import_answer"),
    path("<int:pk>/bekreft/", views.confirm, name="import_confirm"),
    path("<int:pk>/avbryt/", views.cancel, name="import_cancel"),
    path("<int:pk>/start-igjen/", views.restart, name="import_restart"),
]
