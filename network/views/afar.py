"""What other cities made with actors of this one: kind, stage and the published profile, and the answer of the own actor."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from network import actions
from network.afar import find_far, list_far
from network.choices import Answer
from wf40.views.mixins import OfficeView


def find_or_404(view):
    """What another city made, as the view's office may see it."""
    found = find_far(view.request.user, view.request.municipality, view.kwargs["pk"])
    if found is None:
        raise Http404
    return found


class FarConnectionListView(OfficeView, TemplateView):
    """The connections of other cities with own actors, those first that wait for an answer."""

    right = "network.view_connection"
    template_name = "network/far_connection_list.html"

    def get_context_data(self, **kwargs):
        """All of them are few: an own actor among a handful of cities."""
        rows = list_far(self.request.user, self.request.municipality)
        return super().get_context_data(**kwargs) | {"rows": sorted(rows, key=lambda row: not row.is_waiting)}


class FarConnectionDetailView(OfficeView, TemplateView):
    """One of them; while the other city waits, the own actor's answer is recorded here."""

    right = "network.view_connection"
    template_name = "network/far_connection_detail.html"

    def get_context_data(self, **kwargs):
        """The connection as this office may see it."""
        far, user = find_or_404(self), self.request.user
        may_answer = far.is_waiting and user.has_perm("network.change_introductionside", self.request.municipality)
        return super().get_context_data(**kwargs) | {"far": far, "may_answer": may_answer}


class FarConnectionAnswerView(OfficeView, View):
    """What the own actor said, by a button; a page opened by its address leads to the connection."""

    right = "network.change_introductionside"

    def get(self, request, pk):
        """Nothing changes by a link."""
        return redirect("far_connection_detail", find_or_404(self).key)

    def post(self, request, pk):
        """Yes or no; the same again is none."""
        far, answer = find_or_404(self), request.POST.get("answer", "")
        try:
            actions.answer_from_afar(user=request.user, municipality=request.municipality, key=far.key, answer=answer)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = _("Recorded: %(name)s says yes.") if answer == Answer.YES else _("Recorded: %(name)s says no.")
            messages.success(request, words % {"name": far.own})
        return redirect("far_connection_detail", far.key)
