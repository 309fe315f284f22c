"""The models of the courses."""

from courses.models.afterwards import EvaluationAnswer, Headcount
from courses.models.bookings import GroupBooking
from courses.models.echo import EchoAnswer
from courses.models.outlines import Dialogue, Module, ModuleCitation, Outline, OutlineVersion, Presentation
from courses.models.registrations import Accommodation, AttendanceEntry, Certificate, Registration
from courses.models.sessions import Course, InvitedBody, SeatReservation, Session

__all__ = [
    "Accommodation",
    "AttendanceEntry",
    "Certificate",
    "Course",
    "Dialogue",
    "EchoAnswer",
    "EvaluationAnswer",
    "GroupBooking",
    "Headcount",
    "InvitedBody",
    "Module",
    "ModuleCitation",
    "Outline",
    "OutlineVersion",
    "Presentation",
    "Registration",
    "SeatReservation",
    "Session",
]
