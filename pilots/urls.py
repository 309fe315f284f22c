from django.urls import path
from django.http import HttpResponse
v = lambda r, *a, **k: HttpResponse()
urlpatterns = [
    path("utprovinger/", v, name="pilots"),
    path("utprovinger/U-<int:number>/", v, name="pilot"),
    path("utprovinger/U-<int:number>/rediger/<slug:key>/", v, name="edit_pilot_part"),
    path("utprovinger/U-<int:number>/ki-forordningen/", v, name="assess_pilot"),
    path("utprovinger/arlig/<int:year>/", v, name="duty_year"),
    path("utprovinger/erfaringer/<int:pk>/", v, name="experience_card"),
]
