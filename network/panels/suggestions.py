"""Suggestions at an actor, the way to the network, and the list of pairs of fields."""

from django.utils.translation import gettext_lazy as _

from network.field_pairs import start_field_pairs
from wf40.registry import NavigationItem, OfficePage, OfficeStart, Panel, navigation, office_pages, office_starts, panels


def suggested_at(user, municipality, actor) -> dict | None:
    """The way to those to whom an actor could be introduced, for those who decide about it. They come when the page stands: to find them
    takes as long as the rest of it. No query."""
    if actor.archived_at or not user.has_perm("network.add_suggestiondecision", municipality):
        return None
    return {"actor": actor}


def declare() -> None:
    """Tell the registry."""
    panels.register(Panel("suggestions", "network/_suggestions_panel.html", suggested_at, queries=0, position=50, is_aside=False))
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
