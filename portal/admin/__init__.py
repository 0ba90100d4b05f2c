"""Admin of the portal, one file per thing; everything is changed on the office's own pages, which ask and log."""

from portal.admin import checks, inbox

__all__ = ["checks", "inbox"]
