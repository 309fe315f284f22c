"""Who may do what, on one page.

Everything is closed until a sentence here opens it. A right is always held through a role in an
organisation, from a date and perhaps to a date; when the membership ends, the right ends the same day.

* A **coordinator** (DSS, from 2025 DIO) runs the programme: registers letters, keeps the clauses' owner,
  date and status, leads the working group, keeps the register of trials, reads the money, and exports lists.
* A **controller** (DSS/DIO, økonomi) imports the ledger, ties payments to the assignments, keeps the
  authority and makes the year-end overview.
* An **approver** (DSS/DIO, with budget authority) reads all the money and approves what a controller has
  made. Nobody approves their own work.
* An **editor** (DSS/DIO) writes and publishes guidelines and news; only what is decided can be published.
* A **course manager** (Departementsakademiet) keeps outlines, courses, sessions and attendance, and reads the
  needs that the courses build on.
* A **member** of the working group files and signs needs for their ministry, meets, scores the needs, keeps the
  ministry's trials (utprøvinger), and drafts the ministry's remarks to a text on foreleggelse.
* A **ministry contact** answers for their ministry: sends its answer to a foreleggelse, accepts or declines the
  invitation to the working group, releases its needs and decides its trials, says when its own employees
  are informed, and books course seats for them.
* A **steward** (DFD) reads every letter, clause, figure and voucher, pulls the year-end overview, writes in
  and adopts the guidelines, and logs the dialogue on the content of a course; and changes nothing that is
  DSS's or DIO's to write.
* An **employee** of the 17 bodies reads what is published, shares an experience and signs up for courses.
* An **auditor** (Riksrevisjonen, internal control) reads letters, money, overviews and the log in every
  version, and writes nothing.
* An **operator** keeps users, organisations and the machinery running, and has no right to the money.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from portal.people.roles import Role

if TYPE_CHECKING:
    from portal.people.models import User


class Right(StrEnum):
    READ_LETTERS = "read letters"
    WRITE_LETTERS = "write letters"
    READ_MONEY = "read money"
    IMPORT_LEDGER = "import ledger"
    CODE_PAYMENTS = "tie payments to assignments"
    KEEP_AUTHORITIES = "keep authorities"
    EXPORT = "export lists"
    USE_API = "use the API"
    READ_LOG = "read the log"
    READ_FILES = "read the programme's files"
    KEEP_PEOPLE = "keep users and organisations"
    READ_OPERATIONS = "read operations"
    READ_GUIDELINES = "read guidelines in force"
    FOLLOW_GUIDELINES = "follow the work on guidelines"
    WRITE_GUIDELINES = "write guidelines"
    ADOPT_GUIDELINES = "adopt guidelines"
    PUBLISH_GUIDELINES = "publish guidelines"
    WRITE_REMARKS = "write the ministry's remarks"
    SUBMIT_ANSWERS = "answer for the ministry"
    INFORM_STAFF = "say what the ministry's own employees are told"
    READ_GROUP = "read the group's papers and shared needs"
    LEAD_GROUP = "lead the working group"
    ANSWER_INVITATION = "answer the invitation for the ministry"
    WRITE_NEEDS = "write the ministry's needs"
    RELEASE_NEEDS = "release the ministry's needs"
    SCORE_NEEDS = "score needs"
    READ_PILOTS = "read the register of trials"
    WRITE_PILOTS = "write the own body's trials"
    DECIDE_PILOTS = "decide the own body's trials"
    KEEP_PILOTS = "keep the register of trials"
    READ_EXPERIENCES = "read experience cards"
    SHARE_EXPERIENCES = "share an experience"
    READ_COURSES = "read courses and sessions"
    SIGN_UP = "sign up for courses"
    KEEP_COURSES = "keep courses and sessions"
    DISCUSS_COURSES = "log the dialogue on the content of a course"
    READ_REACH = "read how many each ministry has trained"


_READER = {Right.READ_GUIDELINES, Right.READ_EXPERIENCES, Right.READ_COURSES}
_EMPLOYEE = _READER | {Right.SIGN_UP, Right.SHARE_EXPERIENCES}
_WORK_READER = {Right.READ_LETTERS, Right.READ_GROUP, Right.READ_PILOTS}
_PROGRAMME = _READER | _WORK_READER | {Right.READ_FILES, Right.FOLLOW_GUIDELINES}
_KEEPER = {Right.WRITE_GUIDELINES, Right.PUBLISH_GUIDELINES}
_LEADER = {
    Right.LEAD_GROUP, Right.SCORE_NEEDS, Right.WRITE_PILOTS, Right.DECIDE_PILOTS, Right.KEEP_PILOTS,
    Right.READ_REACH,
}  # fmt: skip
_MONEY_READER = _PROGRAMME | {Right.READ_MONEY, Right.EXPORT, Right.USE_API}
_MINISTRY = _EMPLOYEE | _WORK_READER | {Right.WRITE_REMARKS, Right.WRITE_NEEDS, Right.WRITE_PILOTS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COORDINATOR: frozenset(_EMPLOYEE | _MONEY_READER | _KEEPER | _LEADER | {Right.WRITE_LETTERS}),
    Role.CONTROLLER: frozenset(
        _EMPLOYEE | _MONEY_READER | {Right.IMPORT_LEDGER, Right.CODE_PAYMENTS, Right.KEEP_AUTHORITIES}
    ),
    Role.APPROVER: frozenset(_EMPLOYEE | _MONEY_READER),
    Role.EDITOR: frozenset(_EMPLOYEE | _KEEPER | _WORK_READER | {Right.FOLLOW_GUIDELINES}),
    Role.COURSE_MANAGER: frozenset(_EMPLOYEE | _WORK_READER | {Right.KEEP_COURSES, Right.READ_REACH}),
    Role.MEMBER: frozenset(_MINISTRY | {Right.SCORE_NEEDS}),
    Role.MINISTRY_CONTACT: frozenset(
        _MINISTRY
        | {Right.SUBMIT_ANSWERS, Right.INFORM_STAFF, Right.ANSWER_INVITATION, Right.RELEASE_NEEDS}
        | {Right.DECIDE_PILOTS, Right.READ_REACH}
    ),
    Role.STEWARD: frozenset(
        _EMPLOYEE
        | _MONEY_READER
        | {Right.WRITE_GUIDELINES, Right.ADOPT_GUIDELINES, Right.READ_REACH, Right.DISCUSS_COURSES}
    ),
    Role.EMPLOYEE: frozenset(_EMPLOYEE),
    Role.AUDITOR: frozenset(_MONEY_READER | {Right.READ_LOG, Right.READ_REACH}),
    Role.OPERATOR: frozenset(_READER | {Right.KEEP_PEOPLE, Right.READ_OPERATIONS, Right.READ_LOG}),
}


def rights_of(roles: list[str]) -> frozenset[Right]:
    """The rights that a set of roles gives together."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles)) if roles else frozenset()


def roles_with(right: Right) -> tuple[Role, ...]:
    """The roles that give the right."""
    return tuple(role for role, rights in RIGHTS.items() if right in rights)


def has_right(user: "User", right: Right) -> bool:
    """Whether the user holds the right today, through the organisation they act for."""
    return user.is_authenticated and right in user.rights
