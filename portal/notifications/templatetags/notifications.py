"""The chase button in templates: `{% chase_label letter as label %}`, and nothing where it may not be pressed."""

from typing import Any

from django import template
from django.db.models import Model

from portal.notifications.registry import CHASES

register = template.Library()


@register.simple_tag(takes_context=True)
def chase_label(context: dict[str, Any], subject: Model) -> str:
    """The label that c-chase-button wants, or an empty text when the person may not chase about the object."""
    label = subject._meta.label_lower
    chase = CHASES.get(label)
    user = context.get("user")
    allowed = chase is not None and user is not None and user.is_authenticated and chase.may(user, subject)
    return label if allowed else ""
