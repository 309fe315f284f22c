"""Who gets in where in `courses/`; the objects are made in courses_objects.py."""

from portal.people.roles import Role
from portal.permissions import Right
from tests.permissions.row import EVERYONE, NOBODY, Row, holders, of, of_body

KEEP, SIGN_UP = holders(Right.KEEP_COURSES), holders(Right.SIGN_UP)
READ, REACH = holders(Right.READ_COURSES), holders(Right.READ_REACH)
BOOK = holders(Right.INFORM_STAFF)
LETTER = holders(Right.READ_LETTERS)
TALK = KEEP | holders(Right.DISCUSS_COURSES)
OUTSIDE = EVERYONE - LETTER  # Who does not read the letter, and so not its outlines.
NOT_KEEPING = EVERYONE - KEEP
BLIND = EVERYONE - READ


def _outline(*, post: bool = True, roles: frozenset[Role] = KEEP, name: str = "outline") -> Row:
    """A step with an issued outline: the keeper's own; others who read the letter are told no."""
    other = roles - KEEP if roles != LETTER else LETTER
    return Row(
        roles=roles, method="post" if post else "get", arguments=of(name), hidden_from=OUTSIDE, other=other, other_refusal=403
    )  # fmt: skip


def _kept(name: str = "session", *, post: bool = True, **more: object) -> Row:
    """A step with a session that all can read: the keeper's own."""
    arguments = more.pop("arguments", None) or of(name)
    return Row(
        roles=KEEP, method="post" if post else "get", arguments=arguments, hidden_from=BLIND, other=NOBODY, other_refusal=403
    )  # fmt: skip


def _draft(*, post: bool = True) -> Row:
    """A step with what only its keeper sees."""
    return Row(
        roles=KEEP, method="post" if post else "get", arguments=of("draft_module"), hidden_from=NOT_KEEPING, other=NOBODY
    )  # fmt: skip


def _booked(*, post: bool = True) -> Row:
    """A step with the seats of one's own body, in a session that all can read: the contact of any ministry."""
    return Row(roles=BOOK, method="post" if post else "get", arguments=of("session"), hidden_from=BLIND)


def _own_registration(*, post: bool = True) -> Row:
    """A step of the person alone: the keeper sees it and is refused, everyone else is not told of it."""
    return Row(
        roles=NOBODY, method="post" if post else "get", arguments=of("registration"), hidden_from=NOT_KEEPING, other=NOBODY
    )  # fmt: skip


def _of_leader(*, post: bool = True) -> Row:
    """A step of the leader whom the participant has named; it does not exist for anyone else."""
    method = "post" if post else "get"
    return Row(roles=NOBODY, method=method, arguments=of("registration"), hidden_from=EVERYONE, other=NOBODY)


def _export(world, side):  # type: ignore[no-untyped-def]
    return {"pk": world.made["session", side].pk, "extension": "csv"}


ROWS: dict[str, Row] = {
    "courses": Row(roles=READ),
    "my_courses": Row(roles=SIGN_UP),
    "new_course": Row(roles=KEEP),
    "target_group": Row(roles=KEEP),
    "leave_out_body": Row(roles=KEEP, method="post", arguments=of("invited_body")),
    "reach": Row(roles=REACH),
    "competence_report": Row(roles=REACH, method="post"),
    "headcount": Row(roles=KEEP, arguments=of_body),
    "certificate_check": Row(is_public=True, arguments=of("certificate", "code", "code")),
    "outlines": Row(roles=LETTER | KEEP),
    "new_outline": Row(roles=KEEP),
    "outline": _outline(post=False, roles=LETTER),
    "council_paper": _outline(post=False, roles=LETTER),
    "write_outline": _outline(),
    "new_outline_version": _outline(),
    "issue_outline": _outline(),
    "log_dialogue": _outline(roles=TALK),
    "send_to_council": _outline(),
    "new_course_module": _outline(post=False),
    "note_presentation": _outline(name="presentation"),
    "course_module": _draft(post=False),
    "edit_course_module": _draft(post=False),
    "delete_course_module": _draft(),
    "course": Row(roles=READ, arguments=of("course"), hidden_from=BLIND),
    "edit_course": _kept("course", post=False),
    "new_session": _kept("course", post=False),
    "session": Row(roles=KEEP, arguments=of("planned_session"), hidden_from=NOT_KEEPING, other=NOBODY),
    "edit_session": _kept(post=False),
    "open_session": Row(
        roles=KEEP, method="post", arguments=of("planned_session"), hidden_from=NOT_KEEPING, other=NOBODY
    ),
    "close_session": _kept(),
    "cancel_session": _kept(),
    "change_capacity": _kept(),
    "reserve_seats": _kept(),
    "session_people": _kept(post=False),
    "export_people": _kept(arguments=_export),
    "attendance": _kept(post=False),
    "make_checkin_code": _kept(),
    "read_needs": _kept(),
    "evaluation_results": Row(
        roles=KEEP | REACH, arguments=of("session"), hidden_from=BLIND, other=REACH, other_refusal=403
    ),
    "group_booking": _booked(post=False),
    "book_seats": _booked(),
    "name_seats": _booked(),
    "give_back_seats": _booked(),
    "sign_up": Row(roles=SIGN_UP, method="post", arguments=of("session"), hidden_from=BLIND),
    "registration": Row(roles=KEEP, arguments=of("registration"), hidden_from=NOT_KEEPING, other=NOBODY),
    "accept_offer": _own_registration(),
    "decline_offer": _own_registration(),
    "withdraw": _own_registration(),
    "write_needs": _own_registration(),
    "check_in": _own_registration(),
    "session_calendar": _own_registration(post=False),
    "certificate": _own_registration(post=False),
    "evaluate": _own_registration(post=False),
    "course_echo": _own_registration(post=False),
    "leader_question": _of_leader(post=False),
    "approve_registration": _of_leader(),
    "refuse_registration": _of_leader(),
    "remove_registration": Row(
        roles=KEEP, method="post", arguments=of("registration"), hidden_from=NOT_KEEPING, other=NOBODY
    ),
}
