from django.urls import path

from portal.letters import views

urlpatterns = [
    path("oppdrag/", views.letters, name="letters"),
    path("oppdrag/nytt/", views.new_letter, name="new_letter"),
    path("oppdrag/<int:pk>/", views.letter, name="letter"),
    path("oppdrag/<int:pk>/registrer/", views.register, name="register_letter"),
    path("oppdrag/<int:pk>/foring/", views.new_assignment, name="new_assignment"),
    path("oppdrag/<int:pk>/punkt/", views.new_clause, name="new_clause"),
    path("oppdrag/punkt/<int:pk>/", views.clause, name="clause"),
    path("oppdrag/punkt/<int:pk>/status/", views.set_status, name="set_clause_status"),
    path("oppdrag/punkt/<int:pk>/ansvar/", views.hand_over, name="hand_over_clause"),
]
