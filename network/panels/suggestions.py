"""Suggestions at an actor, the way to the network, and the list of pairs of fields."""

from django.utils.translation import gettext_lazy as _

from network.field_pairs import start_field_pairs
from network.suggestions import suggestions_for
from wf40.registry import NavigationItem, OfficePage, OfficeStart, Panel, navigation, office_pages, office_starts, panels

SUGGESTED = 3


def suggested_at(user, municipality, actor) -> dict | None:
    """To whom an actor could be introduced; only for those who decide about it, and not where nothing fits. Eight queries."""
    if actor.archived_at or not user.has_perm("network.add_suggestiondecision", municipality):
        return None
    found = suggestions_for(user, municipality, actor, SUGGESTED)
    return {"suggestions": found, "actor": actor} if found else None


def declare() -> None:
    """Tell the registry."""
    panels.register(Panel("suggestions", "network/_suggestions_panel.html", suggested_at, queries=8, position=50, is_aside=False))
    navigation.register(NavigationItem("network", _("Network"), "network", "network.view_listing", 45, under="/buero/vernetzung/"))
    office_pages.register(
        OfficePage(
            "field_pairs",
            _("Pairs of fields"),
            _("Which fields often need which others; suggestions come from this list"),
            "field_pair_list",
            "network.change_fieldpair",
            45,
        )
    )
    office_starts.register(OfficeStart("field_pairs", start_field_pairs))
