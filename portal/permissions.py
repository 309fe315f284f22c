"""Who may do what, on one page.

Everything is closed until a sentence here opens it. A right is always held through a role in an
organisation, from a date and perhaps to a date; when the membership ends, the right ends the same day.

* A **coordinator** (DSS, from 2025 DIO) runs the programme: registers letters, keeps the clauses' owner,
  date and status, reads the money, and exports lists.
* A **controller** (DSS/DIO, økonomi) imports the ledger, ties payments to the assignments, keeps the
  authority and makes the year-end overview.
* An **approver** (DSS/DIO, with budget authority) reads all the money and approves what a controller has
  made. Nobody approves their own work.
* An **editor** (DSS/DIO) writes and publishes guidelines and news; only what is decided can be published.
* A **course manager** (Departementsakademiet) keeps courses, sessions and attendance.
* A **member** of the working group files and signs needs for their ministry, meets, and drafts the ministry's
  remarks to a text on foreleggelse.
* A **ministry contact** answers for their ministry, and alone sends its answer to a foreleggelse,
  and says when its own employees are informed.
* A **steward** (DFD) reads every letter, clause, figure and voucher, pulls the year-end overview, writes in
  and adopts the guidelines; and changes nothing that is DSS's or DIO's to write.
* An **employee** of the 17 bodies reads what is published and signs up for courses.
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


_READER = {Right.READ_GUIDELINES}
_PROGRAMME = _READER | {Right.READ_LETTERS, Right.READ_FILES, Right.FOLLOW_GUIDELINES}
_KEEPER = {Right.WRITE_GUIDELINES, Right.PUBLISH_GUIDELINES}
_MONEY_READER = _PROGRAMME | {Right.READ_MONEY, Right.EXPORT, Right.USE_API}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COORDINATOR: frozenset(_MONEY_READER | _KEEPER | {Right.WRITE_LETTERS}),
    Role.CONTROLLER: frozenset(
        _MONEY_READER | {Right.IMPORT_LEDGER, Right.CODE_PAYMENTS, Right.KEEP_AUTHORITIES}
    ),
    Role.APPROVER: frozenset(_MONEY_READER),
    Role.EDITOR: frozenset(_READER | _KEEPER | {Right.READ_LETTERS, Right.FOLLOW_GUIDELINES}),
    Role.COURSE_MANAGER: frozenset(_READER | {Right.READ_LETTERS}),
    Role.MEMBER: frozenset(_READER | {Right.READ_LETTERS, Right.WRITE_REMARKS}),
    Role.MINISTRY_CONTACT: frozenset(
        _READER | {Right.READ_LETTERS, Right.WRITE_REMARKS, Right.SUBMIT_ANSWERS, Right.INFORM_STAFF}
    ),
    Role.STEWARD: frozenset(_MONEY_READER | {Right.WRITE_GUIDELINES, Right.ADOPT_GUIDELINES}),
    Role.EMPLOYEE: frozenset(_READER),
    Role.AUDITOR: frozenset(_MONEY_READER | {Right.READ_LOG}),
    Role.OPERATOR: frozenset(_READER | {Right.KEEP_PEOPLE, Right.READ_OPERATIONS, Right.READ_LOG}),
}


def rights_of(roles: list[str]) -> frozenset[Right]:
    """The rights that a set of roles gives together."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles)) if roles else frozenset()


def has_right(user: "User", right: Right) -> bool:
    """Whether the user holds the right today, through the organisation they act for."""
    return user.is_authenticated and right in user.rights
