"""Cities, districts, people and their roles."""

from municipalities.models.municipality import UNKNOWN_DISTRICT, District, Municipality, PostcodeDistrict
from municipalities.models.user import Absence, Membership, User

__all__ = ["UNKNOWN_DISTRICT", "Absence", "District", "Membership", "Municipality", "PostcodeDistrict", "User"]
