from django.urls import path

from portal.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("logg/", views.export_log, name="export_log"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/avbryt/", views.cancel, name="cancel_job"),
]
