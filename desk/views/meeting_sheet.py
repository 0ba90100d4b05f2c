"""The meeting sheet: one printed page about an actor, for the way to a talk."""

from django.utils import timezone
from django.views.generic import DetailView

from initiatives.models import Actor
from wf40.registry import meeting_sheet
from wf40.views.mixins import OfficeView


class MeetingSheetView(OfficeView, DetailView):
    """Who it is, what was said last, what is owed on both sides, what is allowed, and room to write.

    It is personal data on paper, but of one actor whom the reader sees anyway: no entry in the log of exports.
    """

    right = "initiatives.view_actor"
    model = Actor
    template_name = "desk/meeting_sheet.html"

    def get_queryset(self):
        """With what its head shows."""
        return super().get_queryset().select_related("steward", "deputy").prefetch_related("work_fields")

    def get_context_data(self, **kwargs):
        """The parts of all apps, and a foot that says when and for whom it was printed."""
        user, municipality, actor = self.request.user, self.request.municipality, self.object
        parts = [
            {"template": part.template, "context": content}
            for part in meeting_sheet
            if (content := part.context(user, municipality, actor)) is not None
        ]
        return super().get_context_data(**kwargs) | {"actor": actor, "parts": parts, "now": timezone.now(), "lines": range(14)}
