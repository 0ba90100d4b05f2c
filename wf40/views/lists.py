"""The list page: filters in the address, a counted and sorted table, pages."""

from django.views.generic import TemplateView

from wf40.paging import paginate
from wf40.views.mixins import OfficeView


class ListPage(OfficeView, TemplateView):
    """A list of the office. Subclasses name `model`, `filterset_class` and `table_class` and may prepare the rows (`prepare`)."""

    model = None
    filterset_class = None
    table_class = None

    def get_base_queryset(self):
        """The rows before any filter."""
        return self.visible(self.model)

    def prepare(self, queryset):
        """Load what the table shows."""
        return queryset

    def get_table(self):
        """The empty table, sorted as the address asks."""
        return self.table_class(self.request.GET)

    def get_context_data(self, **kwargs):
        """Filter, count, sort, page."""
        context = super().get_context_data(**kwargs)
        filterset = self.filterset_class(
            self.request.GET, queryset=self.get_base_queryset(), user=self.request.user, municipality=self.request.municipality
        )
        table = self.get_table()
        page = paginate(table.ordered(self.prepare(filterset.qs)), self.request.GET)
        context |= {"filterset": filterset, "table": table.fill(page.rows), "page": page, "count_words": table.count_words(page.count)}
        return context
