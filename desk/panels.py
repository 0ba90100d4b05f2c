"""What the desk shows: the panels of "Heute", the parts of the meeting sheet, the days of the calendar."""

from django.utils.translation import gettext_lazy

from wf40.registry import NavigationItem, navigation


def declare() -> None:
    """Tell the registry what the desk adds."""
    navigation.register(NavigationItem("today", gettext_lazy("Today"), "office", "desk.view_today", 10, under="/buero/heute/"))
