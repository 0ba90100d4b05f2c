"""What the register itself shows on an actor's page: timeline, people, places. Other apps register theirs the same way."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import timelines
from initiatives.completeness import Need, missing
from initiatives.links import purpose_of
from initiatives.models import Attachment, Contact, Message, WarningFlag
from initiatives.outreach import outreach_of
from initiatives.rules import purpose_states
from initiatives.tables import message_state
from wf40.registry import (
    LinkPurpose,
    NavigationItem,
    OfficePage,
    OwnPage,
    Panel,
    TimelineSource,
    contact_timeline,
    link_purposes,
    navigation,
    office_pages,
    own_pages,
    panels,
    timeline,
)

FILES_SHOWN = 100
MAILS_SHOWN = 10


def mails_of(user, municipality, contact) -> list[dict]:
    """The newest mails to a person, each with its state as a badge; one query."""
    rows = Message.objects.visible_to(user, municipality).filter(contact=contact).defer("body")
    return [{"mail": row, "state": message_state(row)} for row in rows[:MAILS_SHOWN]]


def files_of(user, municipality, subject) -> dict:
    """The files at an actor or a person, and the way to add one; one query."""
    kind = "contact" if isinstance(subject, Contact) else "actor"
    rows = Attachment.objects.visible_to(user, municipality).filter(**{kind: subject})
    may_add = user.has_perm("initiatives.add_attachment", municipality)
    return {
        "files": list(rows.select_related("uploaded_by")[:FILES_SHOWN]),
        "add_url": reverse(f"{kind}_attachment_create", args=[subject.pk]) if may_add else "",
        "may_change": user.has_perm("initiatives.change_attachment", municipality),
    }


def permissions(user, municipality, subject) -> dict | None:
    """What the office may do with the data of an actor or a person, purpose by purpose, with the way to the consents."""
    if not user.has_perm("initiatives.view_consent", municipality):
        return None
    kind = "contact" if isinstance(subject, Contact) else "actor"
    # The actor's page has asked for them already.
    states = subject.known_states if hasattr(subject, "known_states") else purpose_states(subject)
    # Most never asked for most: these share one line, so that what was decided stands out.
    without = [state.purpose for state in states if state.decision.reason.code == "no_consent"]
    return {
        "states": [state for state in states if state.purpose not in without],
        "without": without,
        "url": reverse(f"{kind}_consents", args=[subject.pk]),
    }


def warnings_of(user, municipality, actor) -> dict | None:
    """What must not be overlooked about an actor, above everything else on its page; nothing where nothing is in force. One query."""
    rows = WarningFlag.objects.visible_to(user, municipality).filter(actor=actor).in_force().select_related("created_by")
    may_change = user.has_perm("initiatives.change_warningflag", municipality)
    return {"warnings": found, "may_change": may_change, "actor": actor} if (found := list(rows)) else None


def gaps_of(user, municipality, actor) -> dict | None:
    """What an actor lacks, purpose by purpose; nothing where it lacks nothing, or where nobody writes to it any more. One query."""
    if actor.archived_at:
        return None
    lacks = missing([actor], *Need.values).get(actor.pk, {})
    may_change = user.has_perm("initiatives.change_actor", municipality)
    gaps = [
        {"purpose": Need(purpose).label, "lacks": [(entry.label, entry.mend_url(actor) if may_change else "") for entry in entries]}
        for purpose, entries in lacks.items()
    ]
    return {"gaps": gaps} if gaps else None


def _explain_stop(link) -> str:
    """Names the purpose, as one address may get mails for several."""
    purpose = purpose_of(link)
    return _("On the next page you can end the mails for the purpose “%(purpose)s”.") % {"purpose": purpose or "–"}


def _declare_links() -> None:
    """For what the register itself sends links."""
    link_purposes.register(
        LinkPurpose(
            "consent",
            gettext_lazy("Request for consent"),
            "consent_answer",
            lambda link: _("You are asked for your consent. On the next page you read what it is about and decide for each point."),
            days=7,
            is_once=True,
            position=10,
        )
    )
    link_purposes.register(
        LinkPurpose(
            "consents",
            gettext_lazy("Your consents"),
            "own_consents",
            lambda link: _("On the next page you see to what you consented, and you can change it."),
            days=90,
            position=20,
        )
    )
    link_purposes.register(LinkPurpose("stop", gettext_lazy("End mails"), "stop_mails", _explain_stop, days=None, position=30))


def _office_pages() -> list[OfficePage]:
    """What only those who lead the office open."""
    return [
        OfficePage(
            "restricted",
            gettext_lazy("Restricted data"),
            gettext_lazy("Actors and people whose data are kept but not used (Art. 18 GDPR)"),
            "restricted_list",
            "initiatives.restrict_actor",
            60,
        ),
        OfficePage(
            "access_log",
            gettext_lazy("Log of accesses"),
            gettext_lazy("Who took out lists, read confidential notes or restricted data, and when"),
            "access_log",
            "initiatives.view_exportentry",
            70,
        ),
        OfficePage(
            "change_sets",
            gettext_lazy("Bulk changes"),
            gettext_lazy("Lists that were taken in or edited, work that was handed over, and the way back"),
            "change_set_list",
            "initiatives.bulk_change_actor",
            80,
        ),
    ]


def _timelines() -> None:
    """What happened with an actor and with a person; sources of one label are chosen together."""
    talks, promises, changed = gettext_lazy("Consultations"), gettext_lazy("Promises"), gettext_lazy("Changes")
    both = (
        TimelineSource("messages", timelines.messages, queries=1, position=25, label=gettext_lazy("Mails")),
        TimelineSource(
            "bulk_steps", timelines.bulk_steps, queries=1, position=40, label=gettext_lazy("Lists and bulk changes"), is_brief=False
        ),
        TimelineSource("exports", timelines.exports, queries=1, position=50, label=gettext_lazy("Files taken out"), is_brief=False),
        TimelineSource("consents", timelines.consents, queries=2, position=60, label=gettext_lazy("Consents"), is_brief=False),
        TimelineSource("files", timelines.files, queries=1, position=70, label=gettext_lazy("Files"), is_brief=False),
    )
    for source in both:
        timeline.register(source)
        contact_timeline.register(source)
    timeline.register(TimelineSource("warnings", timelines.warnings, queries=1, position=5, label=gettext_lazy("Warnings")))
    timeline.register(TimelineSource("consultations", timelines.consultations, queries=2, position=10, label=talks))
    timeline.register(TimelineSource("follow_ups", timelines.follow_ups, queries=1, position=20, label=promises))
    timeline.register(TimelineSource("follow_up_moves", timelines.follow_up_moves, queries=1, position=21, label=promises, is_brief=False))
    # The history rows and its two lists.
    timeline.register(TimelineSource("changes", timelines.changes, queries=3, position=30, label=changed))
    timeline.register(TimelineSource("changes_around", timelines.changes_around, queries=3, position=31, label=changed, is_brief=False))
    timeline.register(TimelineSource("people", timelines.people, queries=1, position=35, label=gettext_lazy("People"), is_brief=False))
    contact_timeline.register(TimelineSource("consultations", timelines.talks_of_person, queries=3, position=10, label=talks))
    contact_timeline.register(TimelineSource("changes", timelines.changes, queries=1, position=30, label=changed))
    contact_timeline.register(TimelineSource("roles", timelines.roles, queries=1, position=35, label=gettext_lazy("Actors")))


def declare() -> None:
    """Tell the registry what the register adds."""
    _declare_links()
    # Purposes, consents, objections.
    panels.register(Panel("permissions", "initiatives/_purpose_states.html", permissions, queries=3, position=40))
    office_pages.register(
        OfficePage(
            "own_fields",
            gettext_lazy("Own fields"),
            gettext_lazy("What the office notes about its actors beyond the register’s own facts"),
            "own_field_list",
            "initiatives.change_customfield",
            40,
        )
    )
    office_pages.register(
        OfficePage(
            "not_informed",
            gettext_lazy("Not yet informed"),
            gettext_lazy("Whose data came from elsewhere and who has to be told within a month (Art. 14 GDPR)"),
            "not_informed_list",
            "initiatives.change_contact",
            25,
        )
    )
    office_pages.register(
        OfficePage(
            "purposes",
            gettext_lazy("Purposes and consents"),
            gettext_lazy("For what the office uses data, on which ground, and what the consents say"),
            "purpose_list",
            "initiatives.view_purpose",
            30,
        )
    )
    office_pages.register(
        OfficePage(
            "selections",
            gettext_lazy("Selections"),
            gettext_lazy("Lists that are kept under a name, and lists that were frozen as a proof"),
            "selection_list",
            "initiatives.view_selection",
            15,
        )
    )
    for page in _office_pages():
        office_pages.register(page)
    navigation.register(NavigationItem("actors", gettext_lazy("Actors"), "actor_list", "initiatives.view_actor", 20))
    navigation.register(NavigationItem("contacts", gettext_lazy("People"), "contact_list", "initiatives.view_contact", 30))
    navigation.register(
        NavigationItem("consultations", gettext_lazy("Consultations"), "consultation_list", "initiatives.view_consultation", 40)
    )
    navigation.register(NavigationItem("follow_ups", gettext_lazy("Follow-ups"), "follow_up_list", "initiatives.view_followup", 50))
    panels.register(Panel("warnings", "initiatives/_warnings.html", warnings_of, queries=1, position=5, is_aside=False))
    panels.register(Panel("outreach", "initiatives/_outreach.html", outreach_of, queries=1, position=30))
    panels.register(Panel("files", "initiatives/_files.html", files_of, queries=1, position=60))
    panels.register(Panel("gaps", "initiatives/_gaps.html", gaps_of, queries=1, position=35))
    office_pages.register(
        OfficePage(
            "outbox",
            gettext_lazy("Outbox"),
            gettext_lazy("The office’s mails: how far each is, and about which somebody has to decide"),
            "message_list",
            "initiatives.view_message",
            20,
        )
    )
    own_pages.register(
        OwnPage("hand_over_package", gettext_lazy("My handover package"), "own_hand_over_package", "initiatives.change_actor", 60)
    )
    _timelines()
