"""Items of the stream, a receipt and some ministries that have answered: all made up and marked «EKSEMPEL»."""

import datetime

from guidelines.actions import publication, stream
from guidelines.actions.stream import ItemText
from guidelines.demo import EDITOR, KEY, OUT
from guidelines.models import Guideline, MinistryNotice, StreamItem
from guidelines.states import Channel, ItemKind, Language
from portal.people.models import Organisation, User
from portal.people.roles import Role

WRITER = "koordinator@dss.example.test"
FIRST = datetime.datetime(2024, 11, 14, 8, 0, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
ITEMS = (
    (ItemKind.NEWS, Language.NB, "EKSEMPEL: Retningslinjene er ute", "EKSEMPEL på en nyhet.", "EKSEMPEL. Les **hele teksten** i portalen."),
    (ItemKind.TIP, Language.NN, "EKSEMPEL: Slik skriv du eit godt spørsmål", "EKSEMPEL på eit tips.", "EKSEMPEL:\n\n* sei kva du vil ha\n* sjekk svaret"),
    (ItemKind.EXPERIENCE, Language.NB, "EKSEMPEL: Dette lærte vi", "EKSEMPEL på en erfaring.", "EKSEMPEL på det et team lærte."),
    (ItemKind.QUESTION, Language.NB, "EKSEMPEL: Kan jeg lime inn et brev?", "EKSEMPEL på spørsmål og svar.", "EKSEMPEL på et svar som viser til retningslinjen."),
)  # fmt: skip
INFORMED = ("kud", "kd", "fin")


def load_stream() -> int:
    """Four items that are out, an idea and a draft; run again it adds nothing."""
    people = {person.email: person for person in User.objects.filter(email__in=(WRITER, EDITOR))}
    if StreamItem.objects.exists() or len(people) < 2:
        return 0
    writer, editor = people[WRITER], people[EDITOR]
    guideline = Guideline.objects.filter(key=KEY).first()
    for number, (kind, language, title, summary, body) in enumerate(ITEMS):
        at = FIRST + number * WEEK
        cites = [(guideline, "del-2")] if guideline and kind == ItemKind.QUESTION else []
        text = ItemText(
            title=title, editor=editor, kind=kind, language=language, summary=summary, body=body, cites=cites
        )
        item = stream.create_item(text=text, by=writer, at=at, is_example=True)
        stream.ask_for_check(item=item, by=writer, at=at)
        stream.schedule_item(item=item, publish_at=at, withdraw_at=None, by=editor, at=at)
    idea = ItemText(title="EKSEMPEL: En idé til en video", editor=editor, kind=ItemKind.VIDEO)
    stream.create_item(text=idea, by=writer, at=FIRST, is_idea=True, is_example=True)
    return len(ITEMS) + 1 + _answers(editor)


def _answers(editor: User) -> int:
    """What some ministries have said about the first version, and where they read news."""
    version = Guideline.objects.get(key=KEY).in_force()
    if version is None:
        return 0
    publication.note_receipt(
        version=version, url="https://depweb.example.test/ki", stood_at=OUT + datetime.timedelta(hours=3), by=editor,
        at=OUT + datetime.timedelta(hours=4),
    )  # fmt: skip
    bodies = {body.key: body for body in Organisation.objects.filter(key__in=(*INFORMED, "fd"))}
    if "fd" in bodies:
        publication.set_channel(organisation=bodies["fd"], channel=Channel.OWN, by=editor, at=OUT)
    told = MinistryNotice.objects.filter(version=version, organisation__key__in=INFORMED)
    for notice in told.select_related("organisation"):
        by = User.objects.filter(
            memberships__organisation=notice.organisation,
            memberships__roles__contains=[Role.MINISTRY_CONTACT],
        ).first()
        publication.confirm_informed(
            notice=notice, channel="eget intranett (EKSEMPEL)", informed_on=FIRST.date(), url="", by=by or editor, at=FIRST
        )  # fmt: skip
    return told.count()
