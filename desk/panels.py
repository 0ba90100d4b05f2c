"""What the desk shows: the panels of "Heute", the parts of the meeting sheet, the days of the calendar."""

from django.utils.translation import gettext_lazy

from desk import meeting_sheet as sheet
from desk.own_calendar import RIGHT as CALENDAR_RIGHT
from desk.own_calendar import follow_up_days
from desk.silent import silent_lines, silent_panel
from desk.today import done_today, drafts, due, due_lines, gaps, overdue, overdue_lines, waiting, waiting_lines, warning_lines, warnings
from wf40.registry import (
    CalendarSource,
    NavigationItem,
    OwnPage,
    SheetPart,
    TodayPanel,
    calendar,
    meeting_sheet,
    navigation,
    own_pages,
    today,
)


def _sheet_parts() -> tuple[SheetPart, ...]:
    """The parts of the meeting sheet in their order on the paper."""
    return (
        SheetPart("who", "desk/_sheet_who.html", sheet.who, queries=2, position=10),
        SheetPart("warnings", "desk/_sheet_warnings.html", sheet.warnings, queries=1, position=20),
        # The needs read the same talks, which are asked for once.
        SheetPart("talks", "desk/_sheet_talks.html", sheet.last_talks, queries=3, position=30),
        SheetPart("promises", "desk/_sheet_promises.html", sheet.promises, queries=1, position=40),
        SheetPart("needs", "desk/_sheet_needs.html", sheet.needs, queries=0, position=50),
        SheetPart("consents", "desk/_sheet_consents.html", sheet.consents, queries=3, position=90),
    )


def declare() -> None:
    """Tell the registry what the desk adds."""
    for part in _sheet_parts():
        meeting_sheet.register(part)
    navigation.register(NavigationItem("today", gettext_lazy("Today"), "office", "desk.view_today", 10, under="/buero/heute/"))
    own_pages.register(OwnPage("absences", gettext_lazy("Absences"), "absence_list", "municipalities.add_absence", 30))
    today.register(TodayPanel("drafts", "desk/_today_drafts.html", drafts, 1, 0))
    today.register(TodayPanel("overdue", "desk/_today_overdue.html", overdue, 2, 10, lines=overdue_lines))
    today.register(TodayPanel("due", "desk/_today_due.html", due, 2, 20, lines=due_lines))
    today.register(TodayPanel("waiting", "desk/_today_waiting.html", waiting, 2, 30, lines=waiting_lines))
    today.register(TodayPanel("done", "desk/_today_done.html", done_today, 1, 40))
    today.register(TodayPanel("warnings", "desk/_today_warnings.html", warnings, 1, 20, is_aside=True, lines=warning_lines))
    today.register(TodayPanel("silent", "desk/_today_silent.html", silent_panel, 2, 80, is_aside=True, lines=silent_lines))
    today.register(TodayPanel("gaps", "desk/_today_gaps.html", gaps, 2, 90, is_aside=True))
    own_pages.register(OwnPage("own_calendar", gettext_lazy("Calendar and morning mail"), "own_calendar", CALENDAR_RIGHT, 40))
    calendar.register(CalendarSource("follow_ups", follow_up_days, 2))
