"""Reference data for those who keep the machinery: organisations, their names and successors."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from portal.people.models import Organisation, OrganisationName, Succession

# One way in: the admin's own login page knows neither the limit on attempts nor the second step.
admin.site.login = secure_admin_login(admin.site.login)


class NameInline(admin.TabularInline):
    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("key", "name", "organisation_number", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("key", "organisation_number", "names__name_nb")
    inlines = (NameInline,)


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):
    list_display = ("predecessor", "successor", "takes_effect_on", "scope")
