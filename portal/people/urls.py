"""`/konto/`: the way in and out, and what a person decides about themselves."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from portal.people.oidc import views as oidc
from portal.people.views import login, me

urlpatterns = [
    path("", me.me, name="people_me"),
    path("venter/", login.waiting, name="people_waiting"),
    path("mine-opplysninger/", me.own_data, name="people_own_data"),
    path("nokler/", me.tokens, name="api_tokens"),
    path("nokler/ny/", me.create_token, name="people_create_token"),
    path("nokler/<str:pk>/slett/", me.delete_token, name="people_delete_token"),
    path("logg-inn/", login.login, name="account_login"),
    path("logg-inn/<slug:provider_id>/", oidc.login, name="oidc_login"),
    path("logg-inn/<slug:provider_id>/svar/", oidc.callback, name="oidc_callback"),
    path("logg-ut/", login.logout, name="account_logout"),
    path("passord/", login.change_password, name="account_change_password"),
    path("passord/glemt/", login.reset_password, name="account_reset_password"),
    path("passord/glemt/sendt/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "passord/nytt/ferdig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sikkerhet/", mfa.index, name="mfa_index"),
    path("sikkerhet/bekreft/", account.reauthenticate, name="account_reauthenticate"),
    path("sikkerhet/bekreft/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sikkerhet/kode/", mfa.authenticate, name="mfa_authenticate"),
    path("sikkerhet/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sikkerhet/app/slett/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sikkerhet/reservekoder/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "sikkerhet/reservekoder/nye/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "sikkerhet/reservekoder/last-ned/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("sikkerhet/okter/", sessions.list_usersessions, name="usersessions_list"),
]
