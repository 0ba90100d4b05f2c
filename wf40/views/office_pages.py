"""Where the pages stand on which an office is run."""

from django.core.exceptions import PermissionDenied
from django.views.generic import TemplateView

from wf40.shell import office_pages_for


class OfficePagesView(TemplateView):
    """Team, outbox, purposes, logs: everything that is needed now and then, with a sentence each."""

    template_name = "wf40/office_pages.html"

    def dispatch(self, request, *args, **kwargs):
        """Who may open none of them is told no."""
        if request.user.is_authenticated:
            self.pages = office_pages_for(request.user, request.municipality)
            if not self.pages:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """The pages."""
        return super().get_context_data(**kwargs) | {"pages": self.pages}
