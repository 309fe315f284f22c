from django.urls import path

from guidelines.views import answering, consultations, deciding, reading, treating, writing

urlpatterns = [
    path("retningslinjer/", reading.guidelines, name="guidelines"),
    path("retningslinjer/ny/", writing.new_guideline, name="new_guideline"),
    path("retningslinjer/forhandsvis/", writing.preview, name="preview_text"),
    path("retningslinjer/deler/<int:pk>/", writing.edit_section, name="edit_section"),
    path("retningslinjer/deler/<int:pk>/ta-ut/", writing.remove_section, name="remove_section"),
    path("retningslinjer/deler/<int:pk>/flytt/<str:way>/", writing.move_section, name="move_section"),
    path("retningslinjer/foreleggelser/", consultations.consultations, name="consultations"),
    path("retningslinjer/foreleggelser/<int:pk>/", consultations.consultation, name="consultation"),
    path(
        "retningslinjer/foreleggelser/<int:pk>/trekk/",
        consultations.take_back_consultation,
        name="take_back_consultation",
    ),
    path(
        "retningslinjer/foreleggelser/<int:pk>/mottaker/", consultations.add_recipient, name="add_recipient"
    ),
    path(
        "retningslinjer/foreleggelser/<int:pk>/apne/", consultations.open_for_all, name="open_remarks_for_all"
    ),
    path("retningslinjer/foreleggelser/<int:pk>/grupper/", treating.group_remarks, name="group_remarks"),
    path(
        "retningslinjer/foreleggelser/<int:pk>/brev.<str:kind>",
        consultations.letter,
        name="consultation_letter",
    ),
    path(
        "retningslinjer/foreleggelser/<int:pk>/merknader-per-<str:order>.<str:kind>",
        consultations.remark_table,
        name="remark_table",
    ),
    path(
        "retningslinjer/foreleggelser/<int:pk>/svar/",
        answering.consultation_answer,
        name="consultation_answer",
    ),
    path(
        "retningslinjer/foreleggelser/<int:pk>/svar/apnet/",
        answering.open_consultation,
        name="open_consultation",
    ),
    path("retningslinjer/foreleggelser/<int:pk>/svar/ny/", answering.new_draft, name="new_draft_remark"),
    path("retningslinjer/foreleggelser/<int:pk>/svar/send/", answering.submit_answer, name="submit_answer"),
    path(
        "retningslinjer/foreleggelser/<int:pk>/svar/ingen/",
        answering.nothing_to_remark,
        name="nothing_to_remark",
    ),
    path("retningslinjer/foreleggelser/utkast/<int:pk>/", answering.edit_draft, name="edit_draft_remark"),
    path(
        "retningslinjer/foreleggelser/utkast/<int:pk>/slett/",
        answering.delete_draft,
        name="delete_draft_remark",
    ),
    path("retningslinjer/foreleggelser/etter-frist/<str:secret>/", answering.late_answer, name="late_answer"),
    path(
        "retningslinjer/foreleggelser/mottakere/<int:pk>/",
        consultations.recipient,
        name="consultation_recipient",
    ),
    path(
        "retningslinjer/foreleggelser/mottakere/<int:pk>/utsett/",
        consultations.extend_deadline,
        name="extend_deadline",
    ),
    path(
        "retningslinjer/foreleggelser/mottakere/<int:pk>/lenke/",
        consultations.issue_late_link,
        name="issue_late_link",
    ),
    path(
        "retningslinjer/foreleggelser/mottakere/<int:pk>/brev/",
        consultations.import_answer,
        name="import_letter_answer",
    ),
    path("retningslinjer/foreleggelser/merknader/<int:pk>/", treating.remark, name="remark"),
    path("retningslinjer/foreleggelser/merknader/<int:pk>/del/", treating.split_remark, name="split_remark"),
    path(
        "retningslinjer/foreleggelser/merknader/<int:pk>/tilrettelegg/",
        treating.handle_remark,
        name="handle_remark",
    ),
    path(
        "retningslinjer/foreleggelser/merknader/<int:pk>/vurder/",
        treating.assess_remark,
        name="assess_remark",
    ),
    path(
        "retningslinjer/foreleggelser/merknader/<int:pk>/ut-av-gruppe/",
        treating.ungroup_remark,
        name="ungroup_remark",
    ),
    path("retningslinjer/<slug:key>/", reading.guideline, name="guideline"),
    path("retningslinjer/<slug:key>/arbeid/", deciding.work, name="guideline_work"),
    path("retningslinjer/<slug:key>/fortsatt-riktig/", deciding.still_right, name="guideline_still_right"),
    path("retningslinjer/<slug:key>/versjoner/ny/", writing.new_version, name="new_guideline_version"),
    path("retningslinjer/<slug:key>/<str:number>/", reading.version, name="guideline_version"),
    path(
        "retningslinjer/<slug:key>/<str:number>/forelegg/",
        consultations.send_consultation,
        name="send_consultation",
    ),
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
