"""What the letters remind of, tell, and chase."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import oslo_date, oslo_today
from portal.events import Event
from portal.letters.models import Clause, Letter, Responsibility
from portal.letters.queries.ministries import ANSWER, ministries_of, ministry_grid
from portal.letters.rules import can_set_clause_status, can_write_letters
from portal.letters.states import CLOSED, OPEN, ClauseStatus, ClauseType, LetterState
from portal.norwegian import norwegian
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Chase,
    Message,
    Reminder,
    Silent,
    To,
    Words,
    before,
    overdue,
    register_chase,
    register_message,
    register_reminder,
)
from portal.people.roles import Role

if TYPE_CHECKING:
    from portal.people.models import Organisation, User

ANSWER_FOR_CLAUSES = (Role.COORDINATOR, Role.COURSE_MANAGER, Role.EDITOR, Role.MINISTRY_CONTACT, Role.STEWARD)
OWNER = gettext_lazy("fordi virksomheten din har ansvaret for punktet")


def clauses_that_wait() -> QuerySet[Clause]:
    """Open clauses of registered letters, without pure information."""
    registered = Clause.objects.filter(assignment__letter__state=LetterState.REGISTERED, status__in=OPEN)
    return registered.exclude(type=ClauseType.INFORMATION).select_related("assignment")


def owners_of(clauses: Sequence[Clause]) -> dict[int, list[To]]:
    """Those who answer for the clauses today: the people of the body, else its mailbox."""
    by_clause = _bodies_of([clause.pk for clause in clauses])
    people = _people_of({body for bodies in by_clause.values() for body in bodies})
    return {
        clause.pk: [to for body in by_clause.get(clause.pk, ()) for to in people[body]] for clause in clauses
    }


def _bodies_of(clause_ids: Sequence[int]) -> dict[int, list[int]]:
    today = oslo_date(timezone.now())
    held = Responsibility.objects.held_on(today).filter(clause__in=clause_ids, organisation__isnull=False)
    found: dict[int, list[int]] = {}
    for clause, body in held.values_list("clause", "organisation").order_by("pk"):
        found.setdefault(clause, []).append(body)
    return found


def _people_of(bodies: set[int]) -> dict[int, list[To]]:
    found = holders(bodies, ANSWER_FOR_CLAUSES, reason=OWNER, on=oslo_date(timezone.now()))
    return {body: found.get(body) or [To(OWNER, mailbox_id=body)] for body in bodies}


def clause_words(clause: Clause) -> Words:
    """The clause in short, and its date."""
    return Words(
        title=clause.short_text,
        sentence=_("Punkt %(number)s. %(sentence)s")
        % {"number": clause.number, "sentence": clause.status_sentence or clause.get_status_display()},
        url=clause.get_absolute_url(),
        due_on=clause.next_on or clause.due_on,
    )


def new_owners(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Whoever answers for the clause of each event from now on."""
    clauses = Clause.objects.filter(pk__in=[event.subject_id for event in events])
    owners = owners_of(list(clauses))
    return {event.pk: owners.get(int(event.subject_id), []) for event in events}


# The chase button on a letter: those whose clauses have no status ------------------------------


def silent_owners(letter: Letter) -> list[Silent]:
    """The bodies that answer for a clause of the letter that nobody has written a status for."""
    clauses = Clause.objects.of_letter(letter).filter(status=ClauseStatus.NOT_STARTED)
    unwritten = clauses.exclude(type__in=[ClauseType.INFORMATION, ClauseType.PURPOSE, ClauseType.CONDITION])
    held = (
        Responsibility.objects.held_on(oslo_today())
        .filter(clause__in=unwritten, organisation__isnull=False)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    bodies: dict[int, Organisation] = {item.organisation_id: item.organisation for item in held}  # type: ignore[misc]
    people = _people_of(set(bodies))
    return sorted(
        (Silent(body.name, tuple(people[pk])) for pk, body in bodies.items()),
        key=lambda one: norwegian(one.name),
    )


def may_chase_letter(user: "User", letter: Letter) -> bool:
    """Those who keep the letters, when the letter is registered."""
    return can_write_letters(user) and not letter.is_draft


def chase_words(letter: Letter) -> Words:
    """What the silent read."""
    return Words(
        title=_("Skriv status på punktene i %(letter)s") % {"letter": letter},
        sentence=_("Virksomheten din har ansvar for punkter som ingen har skrevet status på."),
        url=letter.get_absolute_url(),
    )


# The chase button on a duty of every ministry: those that have not answered ---------------------


def silent_ministries(clause: Clause) -> list[Silent]:
    """The ministries that have neither confirmed nor said that there is nothing (features.md A10)."""
    today = oslo_today()
    grid = ministry_grid(clause, on=today)
    silent = {body.code for body in grid.silent(ANSWER)} if grid else set()
    bodies = [body for body in ministries_of(clause, on=today) if body.name_on(today).code in silent]
    people = _people_of({body.pk for body in bodies})
    return [Silent(body.name_on(today).name, tuple(people[body.pk])) for body in bodies]


def may_chase_clause(user: "User", clause: Clause) -> bool:
    """The coordinator of the letter's receiver, for a duty of every ministry."""
    return can_set_clause_status(user, clause) and bool(ministries_of(clause, on=oslo_today()))


def is_closed(clause: Clause) -> str:
    """A clause that is fulfilled, changed or dropped waits for nobody."""
    if clause.status not in CLOSED:
        return ""
    return _("Punktet er satt til «%(status)s», og venter ikke på svar.") % {
        "status": clause.get_status_display()
    }


def declare() -> None:
    """Add the rules of the letters; called from AppConfig.ready()."""
    register_reminder(
        Reminder(
            key="clause.next_date",
            title=gettext_lazy("Neste dato på punkter i brev"),
            waiting=clauses_that_wait,
            when=(before("next_on", 7, 1), overdue("next_on", every=7)),
            to=owners_of,
            words=clause_words,
            heard_by=ANSWER_FOR_CLAUSES,
        )
    )
    register_reminder(
        Reminder(
            key="clause.due",
            title=gettext_lazy("Frister i brev"),
            waiting=clauses_that_wait,
            when=(before("due_on", 30, 7, 1),),
            to=owners_of,
            words=clause_words,
            heard_by=ANSWER_FOR_CLAUSES,
        )
    )
    register_message(
        Message(
            "clause.handed_over",
            gettext_lazy("Ansvar for et punkt går til deg"),
            to=new_owners,
            heard_by=ANSWER_FOR_CLAUSES,
        )
    )
    register_chase(
        Chase(
            subject=Letter,
            title=gettext_lazy("Påminnelser om status på punkter"),
            objects=lambda user: Letter.objects.visible_to(user),
            may=may_chase_letter,
            silent=silent_owners,
            words=chase_words,
            heard_by=ANSWER_FOR_CLAUSES,
        )
    )
    register_chase(
        Chase(
            subject=Clause,
            title=gettext_lazy("Påminnelser til departementene om et punkt"),
            objects=lambda user: Clause.objects.visible_to(user).select_related("assignment__letter"),
            may=may_chase_clause,
            silent=silent_ministries,
            over=is_closed,
            words=clause_words,
            heard_by=ANSWER_FOR_CLAUSES,
        )
    )
