"""The portal's lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What reaches the office's inbox."""

    PROPOSAL = "proposal", _("Change of a profile")
    REGISTRATION = "registration", _("New initiative")
    CLAIM = "claim", _("Claim to an entry")
    QUESTION = "question", _("Question")
    WANT = "want", _("Want")
    OFFER = "offer", _("Offer")
    CORRECTION = "correction", _("Correction of stored data")
    DELETION = "deletion", _("Wish for deletion")
    PAUSE = "pause", _("Profile hidden")
    GONE = "gone", _("No longer exists")
    BARRIER = "barrier", _("Barrier on our pages")


# Rights of the citizen with a term of the law: a month (Art. 12(3) GDPR; § 12b BGG for barriers).
WITHIN_A_MONTH = (EntryKind.CORRECTION, EntryKind.DELETION, EntryKind.BARRIER)
# Somebody who is in no register yet says these.
OF_STRANGERS = (EntryKind.REGISTRATION, EntryKind.CLAIM, EntryKind.BARRIER)


class EntryState(models.TextChoices):
    """How far an entry of the inbox is."""

    UNCONFIRMED = "unconfirmed", _("not confirmed yet")
    OPEN = "open", _("open")
    ASKED = "asked", _("asked back")
    DONE = "done", _("done")


# The office has to do something.
TO_DO = (EntryState.OPEN, EntryState.ASKED)


class EntryResult(models.TextChoices):
    """What became of an entry."""

    ACCEPTED = "accepted", _("taken over")
    PARTLY = "partly", _("taken over in part")
    REJECTED = "rejected", _("not taken over")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("taken back by the sender")


class ChangeState(models.TextChoices):
    """What became of one proposed value."""

    WAITING = "waiting", _("being checked")
    ASKED = "asked", _("asked back")
    APPROVED = "approved", _("approved")
    ADAPTED = "adapted", _("taken over in other words")
    REJECTED = "rejected", _("not taken over")
    LIVE = "live", _("live at once")
    WITHDRAWN = "withdrawn", _("taken back")


UNDECIDED = (ChangeState.WAITING, ChangeState.ASKED)
# The register holds a value because of these.
WRITTEN = (ChangeState.APPROVED, ChangeState.ADAPTED, ChangeState.LIVE)


class ProfilePart(models.TextChoices):
    """A part of the profile that the actor keeps true itself, in the order of the page."""

    NAME = "name", _("Name")
    DESCRIPTION = "description", _("What you do")
    PICTURE = "picture", _("Picture")
    FIELDS = "fields", _("Fields")
    GOALS = "goals", _("Goals")
    HOURS = "hours", _("Opening hours")
    ADDRESS = "address", _("Address")
    WEBSITE = "website", _("Website")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    LANGUAGES = "languages", _("Languages")


class CheckAnswer(models.TextChoices):
    """What an actor says when it is asked whether its profile is still right."""

    OPEN = "", _("not yet")
    YES = "yes", _("Yes, everything is right")
    CHANGE = "change", _("Something has changed")
    GONE = "gone", _("It no longer exists")


class CheckedThrough(models.TextChoices):
    """Who said so."""

    LINK = "link", _("the actor itself, by its link")
    ALLIANCE = "alliance", _("its alliance")
    OFFICE = "office", _("the office")


class Proof(models.TextChoices):
    """What shows that somebody speaks for an actor of the register."""

    ADDRESS = "address", _("the link goes to the address on record")
    DOMAIN = "domain", _("the mail address belongs to the website of the entry")
    CALL = "call", _("a call at the number on record")


class Conformity(models.TextChoices):
    """How far the public pages are accessible, as the statement has to say it."""

    FULL = "full", _("fully compatible")
    PARTIAL = "partial", _("partly compatible")
    NONE = "none", _("not compatible")


class Assessment(models.TextChoices):
    """By whom the accessibility was examined."""

    SELF = "self", _("self-assessment")
    EXTERNAL = "external", _("examined by others")
