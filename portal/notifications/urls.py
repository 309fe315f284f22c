from django.urls import path

from portal.notifications.views import calendar, chase, operations, own

urlpatterns = [
    path("varsler/", own.notices, name="notices"),
    path("varsler/sendt/", own.sent, name="sent_mail"),
    path("varsler/innstillinger/", own.notification_settings, name="notification_settings"),
    path("varsler/fravar/", own.delegate_todo, name="delegate_todo"),
    path("varsler/fravar/<int:pk>/slett/", own.end_delegation, name="end_delegation"),
    path("gjoremal/felles/", own.team_todo, name="team_todo"),
    path("minn-pa/<str:subject>/<int:pk>/", chase.chase, name="chase"),
    path("minn-pa/<str:subject>/<int:pk>/send/", chase.send, name="send_chase"),
    path("frister/", calendar.deadlines, name="deadlines"),
    path("frister/ny/", calendar.new_deadline, name="new_deadline"),
    path("frister/<int:pk>/", calendar.change_deadline, name="change_deadline"),
    path("frister/<int:pk>/levert/", calendar.meet_deadline, name="meet_deadline"),
    path("kalender/", calendar.subscriptions, name="calendar_subscriptions"),
    path("kalender/ny/", calendar.subscribe, name="subscribe_calendar"),
    path("kalender/<int:pk>/steng/", calendar.revoke, name="revoke_calendar"),
    path("kalender/<str:secret>.ics", calendar.calendar_file, name="calendar_file"),
    path("drift/", operations.operations, name="operations"),
    path("drift/utboks/", operations.outbox, name="outbox"),
    path("drift/utboks/<uuid:public_id>/", operations.outgoing_mail, name="outgoing_mail"),
    path("drift/utboks/<uuid:public_id>/send/", operations.resend, name="resend_mail"),
    path("drift/utboks/<uuid:public_id>/retur/", operations.note_return, name="note_return"),
]
