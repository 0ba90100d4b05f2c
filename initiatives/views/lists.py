"""What the four lists of the register share: kept selections, chosen columns, ways to edit them and to take them out."""

from django.urls import reverse

from initiatives.exports import EXPORT_PAGES, EXPORTS, LISTS
from initiatives.selections import make_shelf
from wf40.views.lists import ListPage


class RegisterListPage(ListPage):
    """A list of the register (`office_list`)."""

    office_list = ""

    @property
    def parts(self):
        """What this list is made of."""
        return LISTS[self.office_list]

    @property
    def model(self):
        """What stands in the list."""
        return self.parts.model

    @property
    def filterset_class(self):
        """How it is filtered."""
        return self.parts.filterset_class

    @property
    def table_class(self):
        """How it is shown."""
        return self.parts.table_class

    def get_context_data(self, **kwargs):
        """With the selections of the list, what it is in words, and the way to its file."""
        context = super().get_context_data(**kwargs)
        shelf = make_shelf(context["filterset"], office_list=self.office_list, url_name=self.parts.url_name)
        right = EXPORTS[self.office_list].right
        may_export = self.request.user.has_perm(right, self.request.municipality)
        return context | {"shelf": shelf, "export_url": reverse(EXPORT_PAGES[self.office_list]) if may_export else ""}
