from django.urls import include, path

from courses.views import afterwards, outlines, registrations, sessions

outline_urls = [
    path("", outlines.outline, name="outline"),
    path("tekst/", outlines.write_summary, name="write_outline"),
    path("ny-versjon/", outlines.new_version, name="new_outline_version"),
    path("foreligger/", outlines.issue_version, name="issue_outline"),
    path("dialog/", outlines.log_dialogue, name="log_dialogue"),
    path("fagradet/", outlines.send_to_council, name="send_to_council"),
    path("fagradet.docx", outlines.council_paper, name="council_paper"),
    path("modul/", outlines.new_module, name="new_course_module"),
]
session_urls = [
    path("", sessions.session, name="session"),
    path("endre/", sessions.edit_session, name="edit_session"),
    path("apne/", sessions.open_session, name="open_session"),
    path("steng/", sessions.close_session, name="close_session"),
    path("avlys/", sessions.cancel_session, name="cancel_session"),
    path("plasser/", sessions.change_capacity, name="change_capacity"),
    path("reserver/", sessions.reserve_seats, name="reserve_seats"),
    path("pameldte/", sessions.people, name="session_people"),
    path(
        "pameldte/eksport/<slug:extension>/",
        sessions.export_people,
        name="export_people",
    ),
    path("oppmote/", afterwards.set_attendance, name="attendance"),
    path("kode/", afterwards.make_code, name="make_checkin_code"),
    path("tilrettelegging/", afterwards.read_needs, name="read_needs"),
    path("evaluering/", afterwards.evaluation_results, name="evaluation_results"),
    path("meld-pa/", registrations.sign_up, name="sign_up"),
]
registration_urls = [
    path("", registrations.registration, name="registration"),
    path("godta/", registrations.accept, name="accept_offer"),
    path("takk-nei/", registrations.decline, name="decline_offer"),
    path("meld-av/", registrations.withdraw, name="withdraw"),
    path("fjern/", registrations.remove, name="remove_registration"),
    path("tilrettelegging/", registrations.write_needs, name="write_needs"),
    path("innsjekk/", registrations.check_in, name="check_in"),
    path("kalender.ics", registrations.calendar_file, name="session_calendar"),
    path("bevis.pdf", afterwards.certificate, name="certificate"),
    path("evaluering/", afterwards.evaluate, name="evaluate"),
]
urlpatterns = [
    path("", sessions.courses, name="courses"),
    path("ny/", sessions.new_course, name="new_course"),
    path("mine/", registrations.mine, name="my_courses"),
    path("malgruppe/", sessions.target_group, name="target_group"),
    path("malgruppe/<int:pk>/fjern/", sessions.leave_out_body, name="leave_out_body"),
    path("rekkevidde/", afterwards.reach_page, name="reach"),
    path("rekkevidde/ki-kompetanse.xlsx", afterwards.competence_report, name="competence_report"),
    path("rekkevidde/<slug:key>/", afterwards.headcount, name="headcount"),
    path("bevis/<str:code>/", afterwards.certificate_check, name="certificate_check"),
    path("skisser/", outlines.outlines, name="outlines"),
    path("skisser/ny/", outlines.new_outline, name="new_outline"),
    path("framlegg/<int:pk>/", outlines.note_presentation, name="note_presentation"),
    path("moduler/<int:pk>/", outlines.module, name="course_module"),
    path("moduler/<int:pk>/endre/", outlines.edit_module, name="edit_course_module"),
    path("moduler/<int:pk>/slett/", outlines.delete_module, name="delete_course_module"),
    path("<int:pk>/", sessions.course, name="course"),
    path("<int:pk>/endre/", sessions.edit_course, name="edit_course"),
    path("<int:pk>/samling/", sessions.new_session, name="new_session"),
    path("skisser/<int:pk>/", include(outline_urls)),
    path("samling/<int:pk>/", include(session_urls)),
    path("pamelding/<int:pk>/", include(registration_urls)),
]
