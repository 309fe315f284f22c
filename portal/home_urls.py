from django.urls import path

from portal import home

urlpatterns = [
    path("", home.home, name="home"),
    path("gjoremal/", home.todo, name="todo"),
    path("filer/<uuid:public_id>/", home.file, name="file"),
]
