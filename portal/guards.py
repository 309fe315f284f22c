"""Database triggers that keep written facts as they were written, whoever asks."""

import pgtrigger


def append_only(noun: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE of a table (domain.md E-14, S-06).

    `noun` is the Norwegian plural used in the refusal. Only a throw-away test database may be emptied.
    """
    refuse = f"RAISE EXCEPTION '{noun} kan ikke endres eller slettes. Rett med en ny rad.' USING ERRCODE = 'restrict_violation';"
    return [
        pgtrigger.Trigger(
            name="is_never_changed",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse,
        ),
        pgtrigger.Trigger(
            name="is_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=f"IF current_database() NOT LIKE 'test\\_%' THEN {refuse} END IF; RETURN NULL;",
        ),
    ]
