"""The list page: filters in the address, a counted and sorted table, pages."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from wf40.paging import count_rows, paginate
from wf40.views.mixins import OfficeView

# The parameter by which the filter bar asks only how many rows there would be.
ONLY, COUNT = "nur", "anzahl"


class ListPage(OfficeView, TemplateView):
    """A list of the office. Subclasses name `model`, `filterset_class` and `table_class`; tables know what they have to load, a page may
    prepare the rows beyond that (`prepare`)."""

    model = None
    filterset_class = None
    table_class = None

    def get_base_queryset(self):
        """The rows before any filter."""
        return self.visible(self.model)

    @cached_property
    def filterset(self):
        """The filters as the address asks for them."""
        return self.filterset_class(
            self.request.GET, queryset=self.get_base_queryset(), user=self.request.user, municipality=self.request.municipality
        )

    def prepare(self, queryset):
        """Load what the table shows and does not load itself."""
        return queryset

    def get_table(self):
        """The empty table, sorted as the address asks."""
        return self.table_class(self.request.GET)

    def get(self, request, *args, **kwargs):
        """The page, or while the filters are being set only the number of rows that they leave."""
        if request.GET.get(ONLY) == COUNT:
            return self.render_count()
        return super().get(request, *args, **kwargs)

    def render_count(self):
        """What the filter bar's button says. Its address is one of its own, so no cache takes it for the page."""
        count, is_exact = count_rows(self.filterset.qs)
        context = {"count_words": self.get_table().count_words(count), "is_exact": is_exact, "count": count}
        return HttpResponse(render_to_string("wf40/_count_button.html", context, self.request))

    def get_context_data(self, **kwargs):
        """Filter, count, sort, page."""
        context = super().get_context_data(**kwargs)
        filterset, table = self.filterset, self.get_table()
        rows = table.prepare(table.ordered(self.prepare(filterset.qs)))
        page = paginate(rows, self.request.GET, counted=filterset.qs)
        context |= {"filterset": filterset, "table": table.fill(page.rows), "page": page, "count_words": table.count_words(page.count)}
        return context
