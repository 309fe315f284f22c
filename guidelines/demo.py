"""A guideline to look at: every word of it is made up and marked «EKSEMPEL» (domain.md F-12)."""

import datetime

from guidelines.actions import decisions, text
from guidelines.actions.text import SectionText
from guidelines.models import Guideline
from guidelines.states import ChangeKind
from portal.letters.models import Clause
from portal.people.models import Organisation, User

KEY = "bruk-av-ki"
TITLE = "Felles retningslinjer for bruk av generativ KI (EKSEMPEL)"
SENT = datetime.datetime(2024, 9, 25, 8, 0, tzinfo=datetime.UTC)
DECIDED = datetime.datetime(2024, 11, 8, 12, 0, tzinfo=datetime.UTC)
OUT = datetime.datetime(2024, 11, 12, 9, 0, tzinfo=datetime.UTC)
SECTIONS = (
    (1, "Hvem dette gjelder", "Teksten er et **EKSEMPEL**. Den viser hvordan en retningslinje ser ut, og sier ikke hva som gjelder.", "Teksten er eit **EKSEMPEL**. Han viser korleis ei retningslinje ser ut, og seier ikkje kva som gjeld."),
    (1, "Dette kan du gjøre", "EKSEMPEL på en liste:\n\n* første punkt i eksempelet\n* andre punkt i eksempelet\n* tredje punkt i eksempelet", ""),
    (2, "Når du er i tvil", "EKSEMPEL på et avsnitt under et kapittel. Spør den som er ansvarlig i egen virksomhet.", ""),
    (1, "Opplysninger om personer", "EKSEMPEL på en del som andre kan vise til. Adressen til delen er den samme i alle versjoner.", ""),
)  # fmt: skip


def load_guidelines() -> int:
    """One guideline with a version in force and an editorial draft; run again it adds nothing."""
    if Guideline.objects.filter(key=KEY).exists():
        return 0
    bodies = {body.key: body for body in Organisation.objects.filter(key__in=("dfd", "dss"))}
    people = {person.email: person for person in User.objects.filter(email__in=(STEWARD, EDITOR))}
    if len(bodies) + len(people) < 4:
        return 0
    editor, steward = people[EDITOR], people[STEWARD]
    made = text.create_guideline(
        key=KEY, title=TITLE, adopter=bodies["dfd"], manager=bodies["dss"], clause=_clause(), is_example=True,
        by=editor, at=SENT,
    )  # fmt: skip
    version = made.versions.get()
    for level, title, body, body_nn in SECTIONS:
        said = SectionText(title, body, title if body_nn else "", body_nn)
        text.add_section(version=version, text=said, level=level, by=editor, at=SENT)
    version = decisions.adopt_version(
        version=version,
        reference="EKSEMPEL 24/1",
        by=steward,
        at=DECIDED,
        without_consultation="EKSEMPEL: foreleggelsen gikk utenom portalen.",
    )
    decisions.publish_version(
        version=version, valid_from=OUT.date(), review_on=datetime.date(2027, 11, 12), by=editor, at=OUT
    )
    text.begin_version(
        guideline=made,
        kind=ChangeKind.EDITORIAL,
        change_note="EKSEMPEL: rettet en skrivefeil.",
        by=editor,
        at=OUT,
    )
    return 1


STEWARD, EDITOR = "oppdragsgiver@dfd.example.test", "redaktor@dss.example.test"


def _clause() -> Clause | None:
    """The duty in the letter's fourth assignment to make the guidelines."""
    return (
        Clause.objects.filter(assignment__number=4, assignment__kind="directive", type="duty")
        .order_by("assignment__letter__dated_on", "position")
        .first()
    )
