"""How the commands find what their options name; a sentence when they cannot."""

from django.core.management.base import CommandError

from reporting.models import Authority


def authority_named(key: str) -> Authority:
    """The one authority that «150021/2024» or «dss/150021/2024» means."""
    found = list(Authority.objects.with_parties().named(key)[:9])
    if not found:
        raise CommandError(f"Fant ingen fullmakt «{key}». Skriv den slik: 150021/2024 eller dss/150021/2024.")
    if len(found) > 1:
        names = ", ".join(f"{each.receiver.key}/{each.statskonto}/{each.budget_year}" for each in found)
        raise CommandError(f"«{key}» kan være flere fullmakter: {names}. Nevn mottakeren også.")
    return found[0]
