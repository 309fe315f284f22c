"""The API asks for the same rights as the pages."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ActiveMember(BasePermission):
    """Closed by default: a view names the right it asks for in `right`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        right: Right | None = getattr(view, "right", None)
        user = request.user
        return bool(
            user.is_authenticated and right and has_right(user, Right.USE_API) and has_right(user, right)
        )
