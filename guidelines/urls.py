from django.urls import path

from guidelines.views import deciding, reading, writing

urlpatterns = [
    path("retningslinjer/", reading.guidelines, name="guidelines"),
    path("retningslinjer/ny/", writing.new_guideline, name="new_guideline"),
    path("retningslinjer/forhandsvis/", writing.preview, name="preview_text"),
    path("retningslinjer/deler/<int:pk>/", writing.edit_section, name="edit_section"),
    path("retningslinjer/deler/<int:pk>/ta-ut/", writing.remove_section, name="remove_section"),
    path("retningslinjer/deler/<int:pk>/flytt/<str:way>/", writing.move_section, name="move_section"),
    path("retningslinjer/<slug:key>/", reading.guideline, name="guideline"),
    path("retningslinjer/<slug:key>/arbeid/", deciding.work, name="guideline_work"),
    path("retningslinjer/<slug:key>/fortsatt-riktig/", deciding.still_right, name="guideline_still_right"),
    path("retningslinjer/<slug:key>/versjoner/ny/", writing.new_version, name="new_guideline_version"),
    path("retningslinjer/<slug:key>/<str:number>/", reading.version, name="guideline_version"),
    path("retningslinjer/<slug:key>/<str:number>/skriv/", writing.write, name="write_guideline"),
    path(
        "retningslinjer/<slug:key>/<str:number>/mot/<str:other>/",
        reading.difference,
        name="guideline_difference",
    ),
    path("retningslinjer/<slug:key>/<str:number>/fastsett/", deciding.adopt, name="adopt_guideline"),
    path(
        "retningslinjer/<slug:key>/<str:number>/redaksjonell/",
        deciding.approve_editorial,
        name="approve_editorial",
    ),
    path("retningslinjer/<slug:key>/<str:number>/publiser/", deciding.publish, name="publish_guideline"),
    path(
        "retningslinjer/<slug:key>/<str:number>/trekk-tilbake/", deciding.withdraw, name="withdraw_guideline"
    ),
]
