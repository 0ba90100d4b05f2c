"""What the register itself shows on an actor's page: timeline, people, places. Other apps register theirs the same way."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import Channel, MessageState
from initiatives.completeness import Need, missing
from initiatives.links import purpose_of
from initiatives.models import Attachment, Consultation, Contact, FollowUp, Message
from initiatives.rules import purpose_states
from initiatives.tables import message_state
from wf40.history import changes_of
from wf40.registry import (
    LinkPurpose,
    NavigationItem,
    OfficePage,
    Panel,
    TimelineEntry,
    TimelineSource,
    link_purposes,
    navigation,
    office_pages,
    panels,
    timeline,
)
from wf40.tables import record_url

TEXT_SHOWN = 400
FILES_SHOWN = 100
MAILS_SHOWN = 10


def _consultations(user, municipality, actor, limit) -> list[TimelineEntry]:
    """The talks with an actor; of a confidential one only that it took place."""
    rows = Consultation.objects.visible_to(user, municipality, at=actor).select_related("created_by").prefetch_related("topics")
    entries = []
    for row in rows[:limit]:
        topics = ", ".join(topic.label for topic in row.topics.all())
        channel = str(Channel(row.channel).label)
        what = f"{channel}, {row.minutes}\N{NO-BREAK SPACE}min" if row.minutes else channel
        note = _("The note is confidential.") if row.is_confidential else row.note
        text = note if len(note) <= TEXT_SHOWN else f"{note[:TEXT_SHOWN].rstrip()} …"
        meta = " · ".join(part for part in (row.created_by.get_short_name() if row.created_by else "", topics) if part)
        entries.append(TimelineEntry(row.held_on, what, meta, text, record_url("consultation_detail", row.pk), is_talk=True))
    return entries


def _follow_ups(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Promises that were kept."""
    rows = (
        FollowUp.objects.visible_to(user, municipality, at=actor)
        .exclude(done_at=None)
        .select_related("done_by")
        .order_by("-done_at", "-pk")
    )
    return [
        TimelineEntry(
            row.done_at,
            _("Done: %(task)s") % {"task": row.task},
            row.done_by.get_short_name() if row.done_by else "",
            url=record_url("follow_up_change", row.pk),
        )
        for row in rows[:limit]
    ]


def _changes(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Changes of the actor's own fields, one line per saving."""
    url = reverse("actor_changes", args=[actor.pk])
    entries = []
    for step in changes_of(actor, limit=limit, with_values=False):
        fields = ", ".join(change.label for change in step.changes)
        what = _("Taken into the register") if step.is_first else _("Changed: %(fields)s") % {"fields": fields}
        entries.append(TimelineEntry(step.when, what, step.who, url=url))
    return entries


def _mails(user, municipality, actor, limit) -> list[TimelineEntry]:
    """What was mailed about an actor; its text stands on the mail's own page."""
    rows = Message.objects.visible_to(user, municipality).filter(actor=actor, state=MessageState.SENT)
    return [
        TimelineEntry(
            row.sent_at,
            _("Mail: %(subject)s") % {"subject": row.subject},
            " · ".join((_("to %(email)s") % {"email": row.email}, str(row.purpose))),
            url=record_url("message_detail", row.pk),
        )
        for row in rows.select_related("purpose").defer("body").order_by("-sent_at", "-pk")[:limit]
    ]


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
    timeline.register(TimelineSource("messages", _mails, queries=1, position=25))
    timeline.register(TimelineSource("consultations", _consultations, queries=2, position=10))
    timeline.register(TimelineSource("follow_ups", _follow_ups, queries=1, position=20))
    # The history rows, its two lists, and the names of three kinds of rows that a change may point at.
    timeline.register(TimelineSource("changes", _changes, queries=3, position=30))
