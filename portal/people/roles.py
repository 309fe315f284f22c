"""The roles a person can hold in an organisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COORDINATOR = "coordinator", _("Koordinator")
    CONTROLLER = "controller", _("Økonomi")
    APPROVER = "approver", _("Godkjenner (BDM)")
    EDITOR = "editor", _("Redaktør")
    COURSE_MANAGER = "course_manager", _("Kursansvarlig")
    MEMBER = "member", _("Medlem av arbeidsgruppen")
    MINISTRY_CONTACT = "ministry_contact", _("Kontaktperson i departement")
    STEWARD = "steward", _("Oppdragsgiver (DFD)")
    EMPLOYEE = "employee", _("Ansatt")
    AUDITOR = "auditor", _("Revisor")
    OPERATOR = "operator", _("Driftsansvarlig")
