"""The chase button in templates: `{% chase_label letter as label %}`, and nothing where it may not be pressed."""

from typing import Any

from django import template
from django.db.models import Model

from portal.notifications.registry import CHASES

register = template.Library()


@register.simple_tag(takes_context=True)
def chase_label(context: dict[str, Any], subject: Model) -> str:
    """The label that c-chase-button wants; empty when the person may not chase, or nothing can be answered any longer."""
    label = subject._meta.label_lower
    chase = CHASES.get(label)
    user = context.get("user")
    if chase is None or user is None or not user.is_authenticated or not chase.may(user, subject):
        return ""
    return "" if chase.over(subject) else label
