"""Every address of the portal. The kernel names the apps' doors here and nowhere else."""

from django.contrib import admin
from django.urls import include, path

from portal.health import health

urlpatterns = [
    path("", include("portal.shell_urls")),
    path("konto/", include("portal.people.urls")),
    path("folk/", include("portal.people.operator_urls")),
    path("helse/", health, name="health"),
    path("api/v1/", include("portal.api.urls")),
    path("", include("portal.home_urls")),
    path("", include("portal.notifications.urls")),
    path("jobber/", include("portal.jobs.urls")),
    path("oppdrag/", include("portal.letters.urls")),
    path("", include("guidelines.urls")),
    path("kurs/", include("courses.urls")),
    path("", include("workinggroup.urls")),
    path("utprovinger/", include("pilots.urls")),
    path("", include("reporting.urls")),
    path("import/", include("portal.imports.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.errors_views.bad_request"
handler403 = "portal.errors_views.forbidden"
handler404 = "portal.errors_views.not_found"
handler500 = "portal.errors_views.server_error"
