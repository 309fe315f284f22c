"""Who gets in where: every route of the portal, by name (domain.md S-05).

A route that is not here, or in `tests/permissions/<app>.py`, fails tests/test_permission_matrix.py. A row says
who gets in, what others are told (403: they lack the right; 404: they may not know that it exists), and how it
is when the object belongs to another organisation than one's own.
"""

from typing import Any, Literal

from portal.people.roles import Role
from portal.permissions import Right
from tests.permissions import courses, pilots, workinggroup
from tests.permissions.row import (
    EVERYONE,
    NOBODY,
    Arguments,
    Row,
    Side,
    World,
    fixed,
    holders,
    of,
    of_body,
    of_membership,
    of_person,
    of_token,
)

KEEPERS = holders(Right.KEEP_PEOPLE)
LETTER_READERS = holders(Right.READ_LETTERS)
NO_LETTERS = EVERYONE - LETTER_READERS
MONEY_READERS = holders(Right.READ_MONEY)
FILE_READERS = holders(Right.READ_FILES)
IMPORTERS = holders(Right.IMPORT_LEDGER)


def writes_money(right: Right, method: Literal["get", "post"], arguments: Arguments) -> Row:
    """The receiver's own controller; another body's controller sees the money and changes nothing."""
    hidden = EVERYONE - MONEY_READERS
    return Row(
        holders(right), method, arguments=arguments, hidden_from=hidden, other=NOBODY, other_refusal=403
    )


def keeps(name: str, method: Literal["get", "post"] = "post", **changes: Any) -> Row:
    """What the own house's coordinator writes about a letter; others who read letters are told 403."""
    own = {"roles": holders(Right.WRITE_LETTERS), "arguments": of(name), "hidden_from": NO_LETTERS}
    return Row(**{"method": method, "other": NOBODY, "other_refusal": 403, **own, **changes})


def reads(name: str, method: Literal["get", "post"] = "post") -> Row:
    """A letter on its way in is known to the coordinators of one house, and to nobody else."""
    return Row(holders(Right.WRITE_LETTERS), method, refusal=404, arguments=of(name), other=NOBODY)


def of_evidence(world: World, side: Side) -> dict[str, object]:
    return {"pk": world.made["tie", side].evidence_id}


def of_csv(world: World, side: Side) -> dict[str, object]:
    return {"key": world.made["authority", side].key, "extension": "csv"}


def of_check(world: World, side: Side) -> dict[str, object]:
    """A warning of an overview that is a draft."""
    return {"key": world.made["version", side].authority.key, "code": "W-02"}


def of_version(name: str, **more: object) -> Arguments:
    """A version by its authority's address and its number."""
    return lambda world, side: {
        "key": world.made[name, side].authority.key, "number": world.made[name, side].number, **more
    }  # fmt: skip


GUIDELINE_FOLLOWERS = holders(Right.FOLLOW_GUIDELINES)


REMARKERS = holders(Right.WRITE_REMARKS)


def received(
    roles: frozenset[Role], other: frozenset[Role], method: Literal["get", "post"] = "get", **more: object
) -> Row:
    """A foreleggelse that one's own body is asked about; to others it is not there (domain.md F-10)."""

    def arguments(world: World, side: Side) -> dict[str, object]:
        return {"pk": world.made["round_received", side].pk, **more}

    return Row(roles, method, refusal=404, arguments=arguments, other=other, other_refusal=404)


def sends_answer() -> Row:
    """The contact alone sends; a colleague who writes is told 403, and others nothing (features.md G08)."""
    return Row(
        holders(Right.SUBMIT_ANSWERS), "post", arguments=of("round_received"), hidden_from=EVERYONE - REMARKERS,
        other=NOBODY, other_refusal=404,
    )  # fmt: skip


def of_text(name: str, **more: object) -> Arguments:
    """A version of a guideline by its address and number; `other` is the version it is compared with."""
    return lambda world, side: {
        "key": world.made[name, side].guideline.key, "number": world.made[name, side].number, **more
    }  # fmt: skip


def of_guideline(name: str) -> Arguments:
    return lambda world, side: {"key": world.made[name, side].guideline.key}


def works_on_draft(right: Right, arguments: Arguments, method: Literal["get", "post"] = "post") -> Row:
    """The keeper's own people; others who follow the work are told 403, and the rest nothing."""
    hidden = EVERYONE - GUIDELINE_FOLLOWERS
    return Row(
        holders(right), method, arguments=arguments, hidden_from=hidden, other=NOBODY, other_refusal=403
    )


def publishes(name: str) -> Row:
    """A step with a text that every reader may see: only by the body that keeps it."""
    return Row(
        holders(Right.PUBLISH_GUIDELINES), "post", arguments=of_text(name), other=NOBODY, other_refusal=403
    )


INFORMERS = holders(Right.INFORM_STAFF) | holders(Right.PUBLISH_GUIDELINES)
NO_FEED = Row(NOBODY, refusal=404, arguments=fixed(secret="finnes-ikke"), is_public=True)


def own_body(roles: frozenset[Role], arguments: Arguments) -> Row:
    """A step for some roles in one's own body; others who read the money are told 403."""
    hidden = EVERYONE - MONEY_READERS
    return Row(roles, "post", arguments=arguments, hidden_from=hidden, other=NOBODY, other_refusal=403)


def step_of(roles: frozenset[Role], name: str) -> Row:
    """A step of the overview: only in one's own body; others who read the money are told 403."""
    return own_body(roles, of_version(name))


OPERATORS = holders(Right.READ_OPERATIONS)
DELIVERERS = holders(Right.WRITE_LETTERS) | holders(Right.CODE_PAYMENTS)


def chased(world: World, side: Side) -> dict[str, object]:
    return {"subject": "letters.letter", "pk": world.made["letter", side].pk}


PROVIDER = fixed(provider_id="finnes-ikke")
KEY = fixed(uidb36="1", key="set-password")

TABLE: dict[str, Row] = {
    # The shell
    "set_theme": Row(method="post", is_public=True),
    "set_language": Row(method="post", is_public=True),
    "styleguide": Row(is_public=True),
    "accessibility": Row(is_public=True),
    "privacy": Row(is_public=True),
    "health": Row(is_public=True),
    # The way in and out
    "account_login": Row(is_public=True),
    "account_logout": Row(is_public=True),
    "oidc_login": Row(NOBODY, "post", refusal=404, arguments=PROVIDER, is_public=True),
    "oidc_callback": Row(NOBODY, refusal=404, arguments=PROVIDER, is_public=True),
    "account_reset_password": Row(is_public=True),
    "account_reset_password_done": Row(is_public=True),
    "account_reset_password_from_key": Row(arguments=KEY, is_public=True),
    "account_reset_password_from_key_done": Row(is_public=True),
    "mfa_authenticate": Row(is_public=True),
    # One's own account
    "people_me": Row(),
    "people_waiting": Row(),
    "people_own_data": Row(),
    "api_tokens": Row(),
    "people_create_token": Row(holders(Right.USE_API), "post"),
    "people_delete_token": Row(method="post", arguments=of_token, other=NOBODY),
    "account_change_password": Row(),
    "account_reauthenticate": Row(),
    "mfa_index": Row(),
    "mfa_reauthenticate": Row(),
    "mfa_activate_totp": Row(),
    "mfa_deactivate_totp": Row(NOBODY, refusal=404),
    "mfa_view_recovery_codes": Row(NOBODY, refusal=404),
    "mfa_generate_recovery_codes": Row(),
    "mfa_download_recovery_codes": Row(NOBODY, refusal=404),
    "usersessions_list": Row(),
    # Users and organisations
    "people_list": Row(KEEPERS),
    "people_create_user": Row(KEEPERS),
    "people_person": Row(KEEPERS, arguments=of_person),
    "people_give_password": Row(KEEPERS, "post", arguments=of_person),
    "people_close_user": Row(KEEPERS, "post", arguments=of_person),
    "people_reopen_user": Row(KEEPERS, "post", arguments=of_person),
    "people_link_login": Row(KEEPERS, "post", arguments=of_person),
    "people_begin_membership": Row(KEEPERS, "post", arguments=of_person),
    "people_end_membership": Row(KEEPERS, arguments=of_membership),
    "people_organisations": Row(KEEPERS),
    "people_organisation": Row(KEEPERS, arguments=of_body),
    "people_rename_organisation": Row(KEEPERS, "post", arguments=of_body),
    "people_set_mailbox": Row(KEEPERS, "post", arguments=of_body),
    "people_register_succession": Row(KEEPERS, "post", arguments=of_body),
    # The API
    "api_schema": Row(holders(Right.USE_API), anonymous=401),
    "api_authorities": Row(MONEY_READERS, anonymous=401),
    "api_overviews": Row(MONEY_READERS, anonymous=401),
    "api_overview": Row(MONEY_READERS, arguments=of("authority", "key", "key"), anonymous=401),
    "api_overview_versions": Row(MONEY_READERS, arguments=of("authority", "key", "key"), anonymous=401),
    "api_overview_version": Row(MONEY_READERS, arguments=of_version("given"), anonymous=401),
    "api_payments": Row(MONEY_READERS, anonymous=401),
    "api_payment": Row(MONEY_READERS, arguments=of("row"), anonymous=401),
    # The front page
    "home": Row(),
    "todo": Row(),
    "file": Row(
        holders(Right.READ_FILES), refusal=404, arguments=of("file", "public_id", "public_id"), other=NOBODY
    ),
    # Letters: registered ones for those who read letters, drafts for the receiver's own coordinator
    "letters": Row(),
    "new_letter": Row(holders(Right.WRITE_LETTERS)),
    "letter": Row(LETTER_READERS, refusal=404, arguments=of("letter")),
    "register_letter": Row(
        holders(Right.WRITE_LETTERS), "post", refusal=404, arguments=of("draft"), other=NOBODY
    ),
    "new_assignment": Row(holders(Right.WRITE_LETTERS), refusal=404, arguments=of("draft"), other=NOBODY),
    "new_clause": Row(holders(Right.WRITE_LETTERS), refusal=404, arguments=of("draft"), other=NOBODY),
    "clause": Row(LETTER_READERS, refusal=404, arguments=of("clause")),
    "assignment": Row(LETTER_READERS, refusal=404, arguments=of("assignment")),
    "gaps": Row(LETTER_READERS),
    # A clause is kept by the receiver's own coordinator, or by that of a body that answers for it
    "set_clause_status": keeps("clause"),
    "hand_over_clause": keeps("clause"),
    "leave_clause": keeps("clause"),
    "add_evidence": keeps("clause"),
    "tie_evidence": keeps("clause"),
    "change_clause": keeps("clause", "get"),
    "ask_question": keeps("letter"),
    "letter_settles": keeps("letter", "get"),
    "turn_down_settling": keeps("letter"),
    "settle_by_letter": keeps("letter"),
    "open_report": keeps("letter"),
    "confirm_clause": keeps("duty", roles=frozenset({Role.COORDINATOR, Role.STEWARD})),
    "report_zero": keeps("duty", roles=frozenset({Role.COORDINATOR, Role.MINISTRY_CONTACT})),
    "withdraw_zero": keeps("zero", roles=frozenset({Role.COORDINATOR, Role.MINISTRY_CONTACT})),
    # Evidence: for those who read the programme's files
    "evidence": Row(FILE_READERS, refusal=404, arguments=of_evidence),
    "revise_evidence": keeps("tie", arguments=of_evidence, hidden_from=EVERYONE - FILE_READERS),
    "reconfirm_evidence": keeps("tie", hidden_from=EVERYONE - FILE_READERS),
    "loosen_evidence": keeps("tie", hidden_from=EVERYONE - FILE_READERS),
    # Questions: asked and settled in the receiver's house, answered by the sender's steward
    "question": Row(LETTER_READERS, refusal=404, arguments=of("question")),
    "answer_question": keeps("asked", roles=frozenset({Role.STEWARD})),
    "settle_question": keeps("question"),
    # The status report: a draft is seen in the receiver's house only
    "status_report": Row(LETTER_READERS, refusal=404, arguments=of("report"), other=NOBODY),
    "write_report": keeps("report", other_refusal=404),
    "send_report": keeps("report", other_refusal=404),
    # The auditor's binder: one's own
    "order_binder": Row(holders(Right.EXPORT), "post", arguments=of("assignment"), hidden_from=NO_LETTERS),
    # A letter on its way in: the own house's coordinator
    "new_reading": Row(holders(Right.WRITE_LETTERS)),
    "letter_draft": reads("reading", "get"),
    "read_again": reads("reading"),
    "change_head": reads("reading"),
    "add_proposed_assignment": reads("reading"),
    "add_proposal": reads("reading"),
    "drop_reading": reads("reading"),
    "register_reading": reads("reading"),
    "proposal": reads("proposal", "get"),
    "accept_proposal": reads("proposal"),
    "reject_proposal": reads("proposal"),
    "merge_proposal": reads("proposal"),
    "split_proposal": reads("proposal"),
    # The money: read by those who read money, written by the receiver's own controller (domain.md E-06)
    "budget": Row(MONEY_READERS),
    "example_extract": Row(MONEY_READERS),
    "new_authority": Row(holders(Right.KEEP_AUTHORITIES)),
    "drawdown": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "payments": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "payment": Row(MONEY_READERS, refusal=404, arguments=of("row")),
    "tie_payments": writes_money(Right.CODE_PAYMENTS, "post", of("authority", "key", "key")),
    "split_payment": writes_money(Right.CODE_PAYMENTS, "post", of("row")),
    "assess_payment": writes_money(Right.CODE_PAYMENTS, "post", of("row")),
    "name_trial": writes_money(Right.CODE_PAYMENTS, "post", of("row")),
    "import_ledger": writes_money(Right.IMPORT_LEDGER, "get", of("authority", "key", "key")),
    "amend_authority": writes_money(Right.KEEP_AUTHORITIES, "get", of("authority", "key", "key")),
    "commitments": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "new_commitment": writes_money(Right.CODE_PAYMENTS, "get", of("authority", "key", "key")),
    "commitment": Row(MONEY_READERS, refusal=404, arguments=of("commitment")),
    "approve_commitment": own_body(frozenset({Role.APPROVER}), of("commitment")),
    "close_commitment": own_body(frozenset({Role.CONTROLLER}), of("commitment")),
    "add_invoice": own_body(frozenset({Role.CONTROLLER}), of("commitment")),
    "settle_invoice": own_body(frozenset({Role.CONTROLLER}), of("invoice")),
    "unsettle_invoice": own_body(frozenset({Role.CONTROLLER}), of("settlement")),
    "export_payments": Row(holders(Right.EXPORT), "post", refusal=404, arguments=of_csv),
    "correct_payment": writes_money(Right.CODE_PAYMENTS, "get", of("row")),
    "checks": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "comment_on_check": writes_money(Right.CODE_PAYMENTS, "post", of_check),
    "reconciliation": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "compare_extract": writes_money(Right.IMPORT_LEDGER, "post", of("authority", "key", "key")),
    "load_state_account": writes_money(Right.IMPORT_LEDGER, "post", of("authority", "key", "key")),
    "show_saft": writes_money(Right.IMPORT_LEDGER, "post", of("authority", "key", "key")),
    "explain_difference": own_body(frozenset({Role.CONTROLLER}), of("difference")),
    "radar": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "plan_year": writes_money(Right.CODE_PAYMENTS, "get", of("authority", "key", "key")),
    "budget_years": Row(MONEY_READERS),
    "revert_overview": writes_money(Right.CODE_PAYMENTS, "post", of_version("version")),
    "cover_letter": Row(holders(Right.EXPORT), "post", refusal=404, arguments=of_version("given")),
    "overviews": Row(MONEY_READERS),
    "overview": Row(MONEY_READERS, refusal=404, arguments=of("authority", "key", "key")),
    "download_overview": Row(holders(Right.EXPORT), "post", refusal=404, arguments=of_csv),
    # The life of the overview: the receiver's controller and approver; the giver's steward answers
    "open_overview": writes_money(Right.CODE_PAYMENTS, "post", of("authority", "key", "key")),
    "reconcile_overview": writes_money(Right.CODE_PAYMENTS, "post", of_version("version")),
    "check_overview": writes_money(Right.CODE_PAYMENTS, "post", of_version("version")),
    "approve_overview": step_of(frozenset({Role.APPROVER}), "version"),
    "reopen_overview": step_of(frozenset({Role.CONTROLLER, Role.APPROVER}), "version"),
    "send_overview": step_of(frozenset({Role.CONTROLLER, Role.APPROVER}), "version"),
    "receive_overview": step_of(frozenset({Role.STEWARD}), "given"),
    "return_overview": step_of(frozenset({Role.STEWARD}), "given"),
    "download_sealed": Row(
        holders(Right.EXPORT), "post", refusal=404, arguments=of_version("given", extension="csv")
    ),
    # Notices, deadlines and long work: one's own; the calendar for those who read letters
    "notices": Row(),
    "sent_mail": Row(),
    "notification_settings": Row(),
    "delegate_todo": Row(method="post"),
    "end_delegation": Row(NOBODY, "post", refusal=404, arguments=of("absence")),
    "team_todo": Row(),
    "chase": Row(holders(Right.WRITE_LETTERS), arguments=chased, hidden_from=NO_LETTERS),
    "send_chase": Row(holders(Right.WRITE_LETTERS), "post", arguments=chased, hidden_from=NO_LETTERS),
    "deadlines": Row(LETTER_READERS),
    "new_deadline": Row(holders(Right.WRITE_LETTERS)),
    "change_deadline": Row(holders(Right.WRITE_LETTERS), arguments=of("deadline")),
    "meet_deadline": Row(
        DELIVERERS, "post", arguments=of("deadline"), hidden_from=NO_LETTERS, other=NOBODY, other_refusal=403
    ),
    "calendar_subscriptions": Row(),
    "subscribe_calendar": Row(method="post"),
    "revoke_calendar": Row(NOBODY, "post", refusal=404, arguments=of("subscription")),
    "calendar_file": Row(NOBODY, refusal=404, arguments=fixed(secret="finnes-ikke"), is_public=True),
    "operations": Row(OPERATORS),
    "outbox": Row(OPERATORS),
    "outgoing_mail": Row(OPERATORS, refusal=404, arguments=of("mail", "public_id", "public_id")),
    "resend_mail": Row(OPERATORS, "post", arguments=of("mail", "public_id", "public_id")),
    "note_return": Row(OPERATORS, "post", arguments=of("mail", "public_id", "public_id")),
    "jobs": Row(),
    "job": Row(OPERATORS, refusal=404, arguments=of("job")),
    "cancel_job": Row(OPERATORS, "post", refusal=404, arguments=of("job")),
    "export_log": Row(holders(Right.READ_LOG), "post"),
    # Imports: those of one's own organisation, for those with the right that the kind asks for
    "import_run": Row(IMPORTERS, refusal=404, arguments=of("run"), other=NOBODY),
    "import_answer": Row(IMPORTERS, "post", refusal=404, arguments=of("run"), other=NOBODY),
    "import_confirm": Row(IMPORTERS, "post", refusal=404, arguments=of("run"), other=NOBODY),
    "import_cancel": Row(IMPORTERS, "post", refusal=404, arguments=of("run"), other=NOBODY),
    "import_restart": Row(IMPORTERS, "post", refusal=404, arguments=of("run"), other=NOBODY),
    # The guidelines: read by every employee, written by the keeper's people, adopted by the adopter (domain.md F-07)
    "guidelines": Row(holders(Right.READ_GUIDELINES)),
    "guideline": Row(holders(Right.READ_GUIDELINES), arguments=of_guideline("text_in_force")),
    "guideline_version": Row(holders(Right.READ_GUIDELINES), arguments=of_text("text_in_force")),
    "guideline_difference": Row(
        holders(Right.READ_GUIDELINES), arguments=of_text("text_in_force", other="1.0")
    ),
    "guideline_work": Row(GUIDELINE_FOLLOWERS, arguments=of_guideline("text_in_force")),
    "preview_text": Row(holders(Right.READ_GUIDELINES), "post"),
    "new_guideline": Row(holders(Right.PUBLISH_GUIDELINES)),
    "new_guideline_version": Row(
        holders(Right.WRITE_GUIDELINES),
        "post",
        arguments=of_guideline("text_in_force"),
        other=NOBODY,
        other_refusal=403,
    ),
    "write_guideline": works_on_draft(Right.WRITE_GUIDELINES, of_text("text_draft"), "get"),
    "add_illustration": works_on_draft(Right.WRITE_GUIDELINES, of_text("text_draft")),
    "edit_section": works_on_draft(Right.WRITE_GUIDELINES, of("text_section"), "get"),
    "remove_section": works_on_draft(Right.WRITE_GUIDELINES, of("text_section")),
    "move_section": works_on_draft(
        Right.WRITE_GUIDELINES, lambda world, side: {"pk": world.made["text_section", side].pk, "way": "opp"}
    ),
    "adopt_guideline": works_on_draft(Right.ADOPT_GUIDELINES, of_text("text_to_adopt")),
    "approve_editorial": works_on_draft(Right.PUBLISH_GUIDELINES, of_text("text_draft")),
    "publish_guideline": works_on_draft(Right.PUBLISH_GUIDELINES, of_text("text_draft")),
    "withdraw_guideline": Row(
        holders(Right.PUBLISH_GUIDELINES),
        "post",
        arguments=of_text("text_in_force"),
        other=NOBODY,
        other_refusal=403,
    ),
    "guideline_owner": Row(
        holders(Right.PUBLISH_GUIDELINES),
        "post",
        arguments=of_guideline("text_in_force"),
        other=NOBODY,
        other_refusal=403,
    ),
    "guideline_still_right": Row(
        holders(Right.PUBLISH_GUIDELINES),
        "post",
        arguments=of_guideline("text_in_force"),
        other=NOBODY,
        other_refusal=403,
    ),
    # Foreleggelser: the sender leads, the keeper treats, a ministry sees its own (domain.md F-10)
    "consultations": Row(GUIDELINE_FOLLOWERS | REMARKERS),
    "consultation": received(GUIDELINE_FOLLOWERS | REMARKERS, GUIDELINE_FOLLOWERS),
    "consultation_letter": received(GUIDELINE_FOLLOWERS | REMARKERS, GUIDELINE_FOLLOWERS, kind="docx"),
    "send_consultation": works_on_draft(Right.ADOPT_GUIDELINES, of_text("text_to_adopt"), "get"),
    "take_back_consultation": works_on_draft(Right.ADOPT_GUIDELINES, of("round_sent")),
    "add_recipient": works_on_draft(Right.ADOPT_GUIDELINES, of("round_sent")),
    "open_remarks_for_all": works_on_draft(Right.ADOPT_GUIDELINES, of("round_sent")),
    "remark_themes": works_on_draft(Right.WRITE_GUIDELINES, of("round_sent"), "get"),
    "propose_themes": works_on_draft(Right.WRITE_GUIDELINES, of("round_sent")),
    "decide_theme": works_on_draft(Right.WRITE_GUIDELINES, of("round_theme")),
    "group_remarks": works_on_draft(Right.WRITE_GUIDELINES, of("round_sent")),
    "remark_table": Row(
        GUIDELINE_FOLLOWERS,
        "post",
        refusal=404,
        arguments=lambda world, side: {
            "pk": world.made["round_sent", side].pk,
            "order": "del",
            "kind": "xlsx",
        },
    ),
    "consultation_recipient": Row(GUIDELINE_FOLLOWERS, refusal=404, arguments=of("round_recipient")),
    "extend_deadline": works_on_draft(Right.ADOPT_GUIDELINES, of("round_recipient")),
    "issue_late_link": works_on_draft(Right.ADOPT_GUIDELINES, of("round_recipient")),
    "import_letter_answer": works_on_draft(Right.WRITE_GUIDELINES, of("round_recipient")),
    "remark": Row(GUIDELINE_FOLLOWERS, refusal=404, arguments=of("round_remark")),
    "split_remark": works_on_draft(Right.WRITE_GUIDELINES, of("round_remark"), "get"),
    "handle_remark": works_on_draft(Right.WRITE_GUIDELINES, of("round_remark")),
    "assess_remark": works_on_draft(Right.WRITE_GUIDELINES, of("round_remark")),
    "insert_suggestion": works_on_draft(Right.WRITE_GUIDELINES, of("round_remark")),
    "ungroup_remark": works_on_draft(Right.WRITE_GUIDELINES, of("round_remark")),
    "consultation_answer": received(REMARKERS, NOBODY),
    "open_consultation": received(REMARKERS, NOBODY, "post"),
    "new_draft_remark": received(REMARKERS, NOBODY),
    "submit_answer": sends_answer(),
    "nothing_to_remark": sends_answer(),
    "edit_draft_remark": Row(
        REMARKERS, refusal=404, arguments=of("own_draft"), other=NOBODY, other_refusal=404
    ),
    "delete_draft_remark": Row(
        REMARKERS, "post", refusal=404, arguments=of("own_draft"), other=NOBODY, other_refusal=404
    ),
    "late_answer": Row(NOBODY, refusal=404, arguments=fixed(secret="finnes-ikke")),
    # On the way out: the keeper publishes, each ministry answers for itself (domain.md F-09)
    "search_guidelines": Row(holders(Right.READ_GUIDELINES)),
    "last_mile": Row(GUIDELINE_FOLLOWERS, arguments=of_text("text_in_force")),
    "make_package": publishes("text_in_force"),
    "note_receipt": publishes("text_in_force"),
    "check_urgent_guideline": publishes("text_in_force"),
    "publishing_channels": Row(GUIDELINE_FOLLOWERS),
    "set_channel": Row(holders(Right.PUBLISH_GUIDELINES), "post", arguments=of_body),
    "ministry_notice": Row(arguments=of("told_ministry"), other=GUIDELINE_FOLLOWERS),
    "see_notice": Row(holders(Right.INFORM_STAFF), "post", arguments=of("told_ministry"), other=NOBODY),
    "confirm_notice": Row(holders(Right.INFORM_STAFF), "post", arguments=of("told_ministry"), other=NOBODY),
    "citation_checks": Row(holders(Right.READ_GUIDELINES)),
    "answer_citation": Row(INFORMERS, "post", arguments=of("citation"), other=NOBODY),
    # The stream: drafts are for those who follow the work, what is out is for everyone
    "stream": Row(holders(Right.READ_GUIDELINES)),
    "stream_item": Row(holders(Right.READ_GUIDELINES), arguments=of("stream_live")),
    "editorial_calendar": Row(holders(Right.PUBLISH_GUIDELINES)),
    "new_stream_item": Row(holders(Right.PUBLISH_GUIDELINES)),
    "edit_stream_item": works_on_draft(Right.PUBLISH_GUIDELINES, of("stream_draft"), "get"),
    "take_up_item": works_on_draft(Right.PUBLISH_GUIDELINES, of("stream_draft")),
    "check_stream_item": works_on_draft(Right.PUBLISH_GUIDELINES, of("stream_draft")),
    "schedule_item": works_on_draft(Right.PUBLISH_GUIDELINES, of("stream_draft")),
    "back_to_draft_item": works_on_draft(Right.PUBLISH_GUIDELINES, of("stream_draft")),
    "withdraw_item": Row(
        holders(Right.PUBLISH_GUIDELINES),
        "post",
        arguments=of("stream_live"),
        other=NOBODY,
        other_refusal=403,
    ),
    "useful_item": Row(holders(Right.READ_GUIDELINES), "post", arguments=of("stream_live")),
    "used_item": Row(holders(Right.INFORM_STAFF), "post", arguments=of("stream_live")),
    "feed_addresses": Row(INFORMERS),
    "open_feed_address": Row(INFORMERS, "post"),
    "close_feed_address": Row(
        INFORMERS, "post", arguments=of("feed_address"), other=holders(Right.PUBLISH_GUIDELINES)
    ),
    "stream_atom": NO_FEED,
    "stream_json": NO_FEED,
    "stream_block": NO_FEED,
}

# Each of these apps keeps its own rows beside its own objects.
TABLE |= {**workinggroup.ROWS, **pilots.ROWS, **courses.ROWS}
