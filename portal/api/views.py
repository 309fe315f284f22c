"""What the API says about itself."""

from drf_spectacular.views import SpectacularJSONAPIView

from portal.api.permissions import ActiveMember
from portal.permissions import Right


class Schema(SpectacularJSONAPIView):
    """The OpenAPI description, for those who may use the API."""

    right = Right.USE_API
    permission_classes = [ActiveMember]
