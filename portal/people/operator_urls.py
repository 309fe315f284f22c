"""`/folk/`: users, memberships and organisations."""

from django.urls import path

from portal.people.views import operators

urlpatterns = [
    path("", operators.people, name="people_list"),
    path("ny/", operators.create_user, name="people_create_user"),
    path("<int:pk>/", operators.person, name="people_person"),
    path("<int:pk>/passord/", operators.give_password, name="people_give_password"),
    path("<int:pk>/steng/", operators.close_user, name="people_close_user"),
    path("<int:pk>/apne/", operators.reopen_user, name="people_reopen_user"),
    path("<int:pk>/knytt/", operators.link_login, name="people_link_login"),
    path("<int:pk>/tilgang/", operators.begin_membership, name="people_begin_membership"),
    path("tilgang/<int:pk>/avslutt/", operators.end_membership, name="people_end_membership"),
    path("virksomheter/", operators.organisations, name="people_organisations"),
    path("virksomheter/<slug:key>/", operators.organisation, name="people_organisation"),
    path("virksomheter/<slug:key>/navn/", operators.rename_organisation, name="people_rename_organisation"),
    path("virksomheter/<slug:key>/postmottak/", operators.set_mailbox, name="people_set_mailbox"),
    path(
        "virksomheter/<slug:key>/etterfolger/",
        operators.register_succession,
        name="people_register_succession",
    ),
]
