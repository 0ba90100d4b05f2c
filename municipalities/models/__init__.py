"""Cities, districts, people and their roles."""

from municipalities.models.municipality import UNKNOWN_DISTRICT, District, Municipality, PostcodeDistrict
from municipalities.models.user import Membership, User

__all__ = ["UNKNOWN_DISTRICT", "District", "Membership", "Municipality", "PostcodeDistrict", "User"]
