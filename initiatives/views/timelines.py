"""The timeline of an actor or a person: its newest lines on the record's page, all of them on a page of their own."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from initiatives.timelines import in_order, tell
from wf40.input import small_int
from wf40.paging import Page
from wf40.views.mixins import OfficeView

TIMELINE_SHOWN = 50
# Of one kind, on the page of the whole timeline: more than any office writes about one actor.
MOST_OF_A_KIND = 1000
SHOWN = {"beratungen": ("consultations",), "aenderungen": ("changes",)}


def brief_timeline(request, sources, record) -> tuple[str, dict]:
    """What the page of an actor or a person shows: which part was asked for, empty for all, and the lines by source."""
    shown = request.GET.get("chronik", "")
    shown = shown if shown in SHOWN else ""
    asked = [source for source in sources if source.is_brief and source.key in SHOWN.get(shown, (source.key,))]
    return shown, tell(asked, request.user, request.municipality, record, TIMELINE_SHOWN)


class TimelinePage(OfficeView, DetailView):
    """Everything that happened with a record, newest first, all kinds together or one of them; nothing is left out."""

    template_name = "initiatives/timeline.html"
    sources = None
    list_name = ""

    def get_context_data(self, **kwargs):
        """One page of the lines, and the kinds to choose from."""
        kinds = {}
        for source in self.sources:
            kinds.setdefault(str(source.label or _("Other things")), []).append(source)
        asked = self.request.GET.get("art", "")
        chosen = next((label for label, own in kinds.items() if own[0].key == asked), "")
        sources = kinds[chosen] if chosen else self.sources
        told = tell(sources, self.request.user, self.request.municipality, self.object, MOST_OF_A_KIND)
        return super().get_context_data(**kwargs) | {
            "page": self.page_of(told),
            "kinds": [(own[0].key, label, label == chosen) for label, own in kinds.items()],
            "is_chosen": bool(chosen),
            "list_name": self.list_name,
        }

    def page_of(self, told) -> Page:
        """The lines that the address asks for."""
        lines, params = in_order(told), self.request.GET
        size = small_int(params.get("groesse"), settings.LIST_PAGE_SIZE)
        size = size if size in settings.LIST_PAGE_SIZES else settings.LIST_PAGE_SIZE
        last = max(1, -(-len(lines) // size))
        number = min(small_int(params.get("page"), 1), last)
        is_exact = all(len(own) < MOST_OF_A_KIND for own in told.values())
        return Page(lines[(number - 1) * size : number * size], number, size, len(lines), is_exact, last, params)
