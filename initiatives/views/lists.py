"""What the four lists of the register share: kept selections, chosen columns, ways to edit them and to take them out."""

from initiatives.exports import LISTS
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
