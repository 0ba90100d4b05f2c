"""What introductions show on the page of a talk, and the link by which people answer whether they want to be introduced."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Connection
from network.names import Names
from network.tables.connections import sentence, stage_badge
from wf40.registry import LinkPurpose, Panel, consultation_panels, link_purposes

SHOWN = 20


def introductions_of_talk(user, municipality, consultation) -> dict | None:
    """The connections that began in a talk, and the way to a further one; nothing for whoever may neither read nor add. One query, one
    more with actors of other cities."""
    if not user.has_perm("network.view_connection", municipality):
        return None
    rows = Connection.objects.visible_to(user, municipality).filter(consultation=consultation).with_names().order_by("-pk")[:SHOWN]
    found = list(rows.defer("note"))
    may_add = user.has_perm("network.add_connection", municipality)
    if not found and not may_add:
        return None
    names = Names.of_rows(municipality, found)
    lines = [
        {
            "words": sentence(names.of(row.from_actor), row.kind, names.of(row.to_actor)),
            "url": row.get_absolute_url(),
            "badge": stage_badge(row.stage),
            "since": row.stage_since,
        }
        for row in found
    ]
    return {"lines": lines, "may_add": may_add, "consultation": consultation}


def declare() -> None:
    """Tell the registry."""
    consultation_panels.register(Panel("introductions", "network/_talk_introductions.html", introductions_of_talk, queries=1, position=20))
    link_purposes.register(
        LinkPurpose(
            "introduction",
            gettext_lazy("Question about an introduction"),
            "introduction_answer",
            lambda link: _(
                "The office would like to introduce you to somebody. On the next page you read what it is about, and say yes or no."
            ),
            days=60,
            position=40,
        )
    )
