"""The portal's models, one file per thing."""

from portal.models.change import ProfileChange
from portal.models.check import ProfileCheck
from portal.models.code import AccessCode
from portal.models.inbox import InboxEntry, Remark
from portal.models.settings import PortalSettings

__all__ = ["AccessCode", "InboxEntry", "PortalSettings", "ProfileChange", "ProfileCheck", "Remark"]
