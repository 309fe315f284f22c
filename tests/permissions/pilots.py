"""Who gets in where in `pilots/`; the objects are made in pilots_objects.py."""

from typing import Literal

from portal.permissions import Right
from tests.permissions.row import EVERYONE, NOBODY, Arguments, Row, Side, World, fixed, holders, of

READERS = holders(Right.READ_PILOTS)
WRITERS = holders(Right.WRITE_PILOTS)
DECIDERS = holders(Right.DECIDE_PILOTS)
KEEPERS = holders(Right.KEEP_PILOTS)
EXPORTERS = holders(Right.READ_PILOTS, Right.EXPORT)
CARD_READERS = holders(Right.READ_EXPERIENCES)
CARD_WRITERS = holders(Right.SHARE_EXPERIENCES)
PROGRAMME = holders(Right.READ_PILOTS, Right.READ_MONEY) | KEEPERS
HIDDEN = EVERYONE - READERS
Method = Literal["get", "post"]


def of_pilot(name: str = "pilot", **more: object) -> Arguments:
    """A trial by its number."""
    return lambda world, side: {"number": world.made[name, side].number, **more}


def of_row(world: World, side: Side) -> dict[str, object]:
    pilot = world.made["pilot", side]
    return {"number": pilot.number, "kind": "mal", "pk": pilot.goals.get().pk}


def writes(method: Method = "post", arguments: Arguments | None = None, roles: frozenset = WRITERS) -> Row:
    """The owner's writers; others read a trial that is shared, and do not write in it."""
    return Row(
        roles, method, arguments=arguments or of_pilot(), hidden_from=HIDDEN, other=NOBODY, other_refusal=403
    )


def reads(arguments: Arguments) -> Row:
    """A shared trial is for all readers; tests/pilots/test_views.py asks for one that is not."""
    return Row(READERS, arguments=arguments, refusal=404)


ROWS: dict[str, Row] = {
    "pilots": Row(READERS),
    "new_pilot": Row(WRITERS),
    "export_pilots": Row(EXPORTERS, "post", arguments=fixed(extension="csv")),
    "pilots_overview": Row(READERS),
    "tools": Row(READERS),
    "retire_tool": Row(
        WRITERS, "post", arguments=of("tool"), hidden_from=HIDDEN, other=NOBODY, other_refusal=403
    ),
    "duty_years": Row(READERS),
    "open_duty_year": Row(KEEPERS, "post"),
    "duty_year": Row(
        READERS, refusal=404, arguments=lambda world, side: {"year": world.made["yearly_duty", side].year}
    ),
    "duty_answer": Row(
        WRITERS,
        arguments=lambda world, side: {"year": world.made["yearly_duty", side].year},
        hidden_from=HIDDEN,
    ),
    "act_rules": Row(READERS),
    "add_rule_set": Row(KEEPERS, "post"),
    "add_law_status": Row(KEEPERS, "post"),
    "experience_cards": Row(CARD_READERS),
    "new_experience_card": Row(CARD_WRITERS),
    "experience_card": Row(CARD_READERS, refusal=404, arguments=of("card")),
    "edit_experience_card": Row(
        DECIDERS, arguments=of("card"), hidden_from=EVERYONE - CARD_READERS, other=NOBODY, other_refusal=403
    ),
    "withdraw_experience_card": Row(
        DECIDERS,
        "post",
        arguments=of("card"),
        hidden_from=EVERYONE - CARD_READERS,
        other=NOBODY,
        other_refusal=403,
    ),
    "reuse_experience_card": Row(
        NOBODY,
        "post",
        arguments=of("card"),
        hidden_from=EVERYONE - CARD_READERS,
        other=WRITERS,
        other_refusal=403,
    ),
    "answer_correction": writes(arguments=of("correction")),
    "pilot": reads(of_pilot()),
    "pilot_plan": reads(of_pilot()),
    "pilot_plan_file": reads(of_pilot(kind="docx")),
    "edit_pilot_part": writes("get", of_pilot(key="omfang")),
    "add_pilot_row": writes(arguments=of_pilot(kind="mal")),
    "edit_pilot_row": writes("get", of_row),
    "remove_pilot_row": writes(arguments=of_row),
    "assess_pilot": writes("get"),
    "pilot_step": writes(arguments=of_pilot(step="plan")),
    "end_pilot": writes(roles=DECIDERS),
    "stop_pilot": writes(roles=DECIDERS),
    "share_pilot": writes(roles=DECIDERS),
    "move_pilot": Row(
        DECIDERS, "post", arguments=of_pilot(), hidden_from=HIDDEN, other=KEEPERS, other_refusal=403
    ),
    "review_pilot": writes(),
    "delete_pilot": writes(),
    "ask_correction": Row(
        READERS - WRITERS, "post", arguments=of_pilot(), hidden_from=HIDDEN, other=READERS, other_refusal=403
    ),
    "reuse_pilot": Row(
        NOBODY, "post", arguments=of_pilot(), hidden_from=HIDDEN, other=WRITERS, other_refusal=403
    ),
    "add_pilot_file": writes(),
}
