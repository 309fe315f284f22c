"""A foreleggelse to look at, with answers of every kind: all of it is made up and marked «EKSEMPEL» (domain.md F-12)."""

import datetime

from guidelines.actions import answers, consultations, text, treatment
from guidelines.actions.answers import RemarkText, Signature
from guidelines.actions.consultations import Dispatch
from guidelines.actions.text import SectionText
from guidelines.demo import EDITOR, STEWARD
from guidelines.models import Consultation, Guideline, Recipient
from guidelines.states import RemarkKind, RemarkOutcome
from portal.people.models import Organisation, User

KEY = "bruk-av-assistenter"
MADE = datetime.datetime(2024, 9, 20, 8, 0, tzinfo=datetime.UTC)
SENT = datetime.datetime(2024, 9, 25, 8, 0, tzinfo=datetime.UTC)
DUE = datetime.date(2024, 10, 11)
SECTIONS = (
    ("Formål", "EKSEMPEL. Teksten viser hvordan en foreleggelse ser ut, og sier ikke hva som gjelder."),
    ("Personopplysninger", "EKSEMPEL. Ansatte skal ikke bruke personopplysninger i verktøy uten tillatelse."),
    ("Opplæring", "EKSEMPEL. Den som tar et verktøy i bruk, får opplæring først."),
)  # fmt: skip
# Who answered what: days after dispatch, and remarks as (section, kind, text). None is «ingen merknader».
ANSWERS: dict[str, tuple[int, list[tuple[str, str, str]] | None]] = {
    "smk": (8, None),
    "aid": (14, [("", RemarkKind.EDITORIAL_REMARK, "EKSEMPEL: bruk samme ord for «verktøy» hele veien.")]),
    "ed": (6, None),
    "fin": (16, [
        ("", RemarkKind.QUESTION, "EKSEMPEL: gjelder retningslinjene også for utvalg?"),
        ("Opplæring", RemarkKind.CONTENT, "EKSEMPEL: vis til rammeavtalene når verktøy anskaffes."),
    ]),
    "fd": (12, [("Opplæring", RemarkKind.CONTENT, "EKSEMPEL: gjør ansvaret for opplæring tydeligere.")]),
    "hod": (15, [("Personopplysninger", RemarkKind.PRINCIPLE, "EKSEMPEL: skill mellom forbud og krav om vurdering.")]),
    "jd": (16, [("Personopplysninger", RemarkKind.PRINCIPLE, "EKSEMPEL: teksten må skille mellom forbud og krav om vurdering.")]),
    "kd": (16, [("Opplæring", RemarkKind.CONTENT, "EKSEMPEL: gjør ansvaret for opplæringen tydeligere.")]),
    "lmd": (14, None),
    "nfd": (13, [("Formål", RemarkKind.EDITORIAL_REMARK, "EKSEMPEL: «formål» bør være første ord.")]),
}  # fmt: skip
OPENED = ("kud", "sd")
EXTENDED = "kld"


def load_consultation() -> int:
    """One foreleggelse with a grid of answers; run again it adds nothing."""
    people = {person.email: person for person in User.objects.filter(email__in=(STEWARD, EDITOR))}
    bodies = {body.key: body for body in Organisation.objects.filter(key__in=("dfd", "dss"))}
    if Guideline.objects.filter(key=KEY).exists() or len(people) + len(bodies) < 4:
        return 0
    consultation = _sent(bodies, people[EDITOR], people[STEWARD])
    recipients = {one.organisation.key: one for one in consultation.recipients.select_related("organisation")}
    for key in (*ANSWERS, *OPENED, EXTENDED):
        if key in recipients:
            _opened(recipients[key], people[STEWARD])
    if EXTENDED in recipients:
        consultations.extend_deadline(
            recipient=recipients[EXTENDED], until=DUE + datetime.timedelta(days=5), because="EKSEMPEL: sykdom.",
            by=people[STEWARD], at=_days(14),
        )  # fmt: skip
    for key, (days, remarks) in ANSWERS.items():
        if key in recipients:
            _answered(recipients[key], days, remarks, people[STEWARD])
    _treated(consultation, people[STEWARD])
    return 1


def _sent(bodies: dict[str, Organisation], editor: User, steward: User) -> Consultation:
    made = text.create_guideline(
        key=KEY, title="Bruk av KI-assistenter (EKSEMPEL)", adopter=bodies["dfd"], manager=bodies["dss"],
        is_example=True, by=editor, at=MADE,
    )  # fmt: skip
    version = made.versions.get()
    for title, body in SECTIONS:
        text.add_section(version=version, text=SectionText(title, body), by=editor, at=MADE)
    dispatch = Dispatch(
        "EKSEMPEL 24/2", "EKSEMPEL 24/2-1", DUE, "EKSEMPEL: retningslinjene må gjelde før nye verktøy tas i bruk.",
        "EKSEMPEL. Vi ber om merknader til teksten som følger med.",
    )  # fmt: skip
    return consultations.send_out(version=version, dispatch=dispatch, by=steward, at=SENT)


def _days(days: int) -> datetime.datetime:
    return SENT + datetime.timedelta(days=days)


def _opened(recipient: Recipient, by: User) -> None:
    consultations.mark_opened(recipient=recipient, by=by, at=_days(5))


def _answered(recipient: Recipient, days: int, remarks: list[tuple[str, str, str]] | None, by: User) -> None:
    """The demo has no person in each ministry, so the answers are put in by the sender's."""
    signature, at = Signature("Fagdirektør (EKSEMPEL)", "fagdirektør"), _days(days)
    if remarks is None:
        answers.answer_without_remarks(recipient=recipient, signature=signature, by=by, at=at)
        return
    anchors = dict(recipient.consultation.sections.values_list("title", "anchor"))
    for place, kind, said in remarks:
        answers.add_draft(
            recipient=recipient, said=RemarkText(said, anchors.get(place, ""), kind), by=by, at=at
        )
    answers.submit_answer(recipient=recipient, signature=signature, by=by, at=at)


def _treated(consultation: Consultation, by: User) -> None:
    about_training = consultation.remarks.filter(text__contains="ansvaret for opplæring")
    treatment.group_remarks(
        consultation=consultation, title="Ansvar for opplæring", numbers=about_training.values_list("number", flat=True), by=by, at=_days(17)
    )  # fmt: skip
    question = consultation.remarks.filter(kind=RemarkKind.QUESTION).first()
    if question:
        treatment.assess_remark(
            remark=question, outcome=RemarkOutcome.ANSWERED, reason="EKSEMPEL: ja.", seen=question.revision, by=by, at=_days(17)
        )  # fmt: skip
