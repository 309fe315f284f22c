"""Who gets in where in `workinggroup/`; the objects are made in workinggroup_objects.py."""

from portal.permissions import Right
from tests.permissions.row import EVERYONE, NOBODY, Arguments, Row, Side, World, fixed, holders, of

READ = holders(Right.READ_GROUP)
LEAD = holders(Right.LEAD_GROUP)
WRITE = holders(Right.WRITE_NEEDS)
RELEASE = holders(Right.RELEASE_NEEDS)
ANSWER = holders(Right.ANSWER_INVITATION)
SCORE = holders(Right.SCORE_NEEDS)
JOIN = LEAD | WRITE
STRANGERS = EVERYONE - READ


def page(arguments: Arguments = fixed()) -> Row:
    """What all who follow the group read, and others do not know of."""
    return Row(READ, refusal=404, arguments=arguments)


def led(arguments: Arguments = fixed()) -> Row:
    """What only the leader does."""
    return Row(LEAD, "post", hidden_from=STRANGERS, arguments=arguments)


def own_post(roles: frozenset, name: str) -> Row:
    """What the owner does with a thing that others do not see."""
    return Row(roles, "post", hidden_from=STRANGERS, arguments=of(name), other=NOBODY)


def taken_out(world: World, side: Side) -> dict[str, object]:
    tie = world.made["cluster_tie", side]
    return {"pk": tie.cluster_id, "need_pk": tie.need_id}


def in_cluster(world: World, side: Side) -> dict[str, object]:
    return {"pk": world.made["cluster_tie", side].cluster_id}


def of_minutes(world: World, side: Side) -> dict[str, object]:
    return {"number": world.made["meeting", side].number, "edition": 1, "extension": "docx"}


def of_package(world: World, side: Side) -> dict[str, object]:
    return {"number": world.made["priority_list", side].number, "extension": "docx"}


def of_handover(world: World, side: Side) -> dict[str, object]:
    return {"kind": "behov", "pk": world.made["shared_need", side].pk}


def of_category(world: World, side: Side) -> dict[str, object]:
    return {"kind": "prosess", "key": world.made["work_process", side].key}


NUMBER = of("meeting", "number", "number")
LIST_NUMBER = of("priority_list", "number", "number")
SHARED = of("shared_need")

ROWS: dict[str, Row] = {
    "needs": Row(READ),
    "export_needs": Row(READ, "post", arguments=fixed(extension="csv")),
    "new_need": Row(WRITE),
    "alike_needs": Row(WRITE),
    "need": Row(READ, refusal=404, arguments=of("filed_need"), other=NOBODY),
    "write_need": Row(WRITE, hidden_from=STRANGERS, arguments=of("filed_need"), other=NOBODY),
    "file_need": own_post(WRITE, "filed_need"),
    "send_back_need": own_post(WRITE, "filed_need"),
    "release_need": own_post(RELEASE, "filed_need"),
    "withdraw_need": own_post(WRITE, "filed_need"),
    "answer_need": Row(LEAD, "post", hidden_from=STRANGERS, arguments=SHARED),
    "sign_need": Row(NOBODY, "post", hidden_from=STRANGERS, arguments=SHARED, other=WRITE, other_refusal=403),
    "unsign_need": Row(
        NOBODY, "post", hidden_from=STRANGERS, arguments=SHARED, other=WRITE, other_refusal=403
    ),
    "split_need": Row(
        WRITE, "post", hidden_from=STRANGERS, arguments=SHARED, other=NOBODY, other_refusal=403
    ),
    "cite_section": Row(JOIN, "post", hidden_from=STRANGERS, arguments=SHARED, other=LEAD, other_refusal=403),
    "put_need_on_agenda": led(SHARED),
    "score_need": Row(SCORE, hidden_from=STRANGERS, arguments=SHARED),
    "need_pairs": Row(JOIN),
    "reject_pair": Row(JOIN, "post", arguments=of("need_pair")),
    "new_cluster": Row(JOIN),
    "cluster": page(in_cluster),
    "add_to_cluster": Row(JOIN, "post", hidden_from=STRANGERS, arguments=in_cluster),
    "take_from_cluster": Row(JOIN, "post", hidden_from=STRANGERS, arguments=taken_out),
    "dissolve_cluster": Row(JOIN, "post", hidden_from=STRANGERS, arguments=in_cluster),
    "need_categories": Row(READ),
    "new_category": Row(LEAD, arguments=fixed(kind="barriere")),
    "edit_category": Row(LEAD, hidden_from=STRANGERS, arguments=of_category),
    "use_cases": Row(READ),
    "new_use_case": Row(WRITE),
    "use_case": Row(READ, refusal=404, arguments=of("use_case"), other=NOBODY),
    "write_use_case": Row(WRITE, hidden_from=STRANGERS, arguments=of("use_case"), other=NOBODY),
    "release_use_case": own_post(RELEASE, "use_case"),
    "retire_use_case": own_post(RELEASE, "use_case"),
    "working_group": Row(READ),
    "start_group": Row(LEAD, "post"),
    "change_group_leader": led(),
    "send_invitations": led(),
    "end_invitation_round": led(),
    "invitation": page(of("invitation")),
    "open_invitation": Row(
        ANSWER, "post", hidden_from=STRANGERS, arguments=of("invitation"), other=NOBODY, other_refusal=403
    ),
    "accept_invitation": Row(
        ANSWER, "post", hidden_from=STRANGERS, arguments=of("invitation"), other=NOBODY, other_refusal=403
    ),
    "decline_invitation": Row(
        ANSWER, "post", hidden_from=STRANGERS, arguments=of("invitation"), other=NOBODY, other_refusal=403
    ),
    "seat_person": Row(LEAD | ANSWER, "post", hidden_from=STRANGERS),
    "leave_seat": Row(
        LEAD | ANSWER, "post", hidden_from=STRANGERS, arguments=of("seat"), other=LEAD, other_refusal=403
    ),
    "mandate": page(),
    "write_mandate": led(),
    "adopt_mandate": led(of("mandate")),
    "silence": page(),
    "open_period": led(),
    "answer_period": Row(WRITE, "post", hidden_from=STRANGERS, arguments=of("period")),
    "handover": page(),
    "hand_over": Row(LEAD, hidden_from=STRANGERS, arguments=of_handover),
    "meetings": page(),
    "plan_meeting": led(),
    "meetings_calendar": page(),
    "meeting": page(NUMBER),
    "move_meeting": led(NUMBER),
    "cancel_meeting": led(NUMBER),
    "add_agenda_item": led(NUMBER),
    "put_mandate_on_agenda": led(NUMBER),
    "note_attendance": led(NUMBER),
    "close_meeting": led(NUMBER),
    "correct_minutes": led(NUMBER),
    "meeting_calendar": page(NUMBER),
    "minutes_file": page(of_minutes),
    "treat_item": Row(LEAD, hidden_from=STRANGERS, arguments=of("agenda_item")),
    "decide_item": led(of("agenda_item")),
    "note_item": led(of("agenda_item")),
    "defer_item": led(of("agenda_item")),
    "add_paper": led(of("agenda_item")),
    "decisions": Row(READ),
    "carry_out_decision": Row(
        JOIN, hidden_from=STRANGERS, arguments=of("decision"), other=LEAD, other_refusal=403
    ),
    "priorities": page(),
    "set_weights": led(),
    "name_assessor": led(),
    "freeze_list": led(),
    "priority_list": page(LIST_NUMBER),
    "open_priority_list": led(LIST_NUMBER),
    "priority_package": Row(READ, "post", refusal=404, arguments=of_package),
}
