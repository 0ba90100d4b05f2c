"""What is typed and not yet saved: kept while typing, offered again, thrown away."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from initiatives.actions import DraftRefused, discard_draft, keep_draft, keep_mail_draft
from initiatives.choices import DraftKind
from initiatives.models import Actor, Contact, Draft
from wf40.input import own_address, small_int
from wf40.views.mixins import OfficeView

DRAFTS_SHOWN = 10
# What belongs to the page and not to what somebody says.
NOT_KEPT = frozenset(
    {"csrfmiddlewaretoken", "note", "form_key", "base", "seen_version", "actor_query", "find_actor", "read", "plain", "draft_kind"}
)


def saved_words(draft: Draft | None) -> str:
    """When the draft was kept, for the person who types; empty if there is nothing to keep."""
    return _("Draft saved at %(time)s") % {"time": timezone.localtime(draft.changed_at).strftime("%H:%M")} if draft else ""


class DraftKeepView(OfficeView, View):
    """The state of a form in which somebody types, sent by the page itself; answers when it was kept, or why not."""

    right = "initiatives.add_draft"
    http_method_names = ("post",)

    def post(self, request):
        """Keep it in place of what stood there before."""
        try:
            form_key = uuid.UUID(request.POST.get("form_key", ""))
        except ValueError:
            return JsonResponse({"said": _("Not saved as a draft: %(reason)s") % {"reason": _("the form has no key")}}, status=400)
        try:
            draft = keep_draft(
                user=request.user,
                municipality=request.municipality,
                form_key=form_key,
                kind=DraftKind.FORM if request.POST.get("draft_kind") == DraftKind.FORM else DraftKind.NOTE,
                text=request.POST.get("note", ""),
                fields={name: values for name, values in request.POST.lists() if name not in NOT_KEPT},
            )
        except DraftRefused as refused:
            return JsonResponse({"said": _("Not saved as a draft: %(reason)s") % {"reason": refused}}, status=400)
        return JsonResponse({"said": saved_words(draft)})


class DraftMailView(OfficeView, View):
    """Somebody begins a mail to an actor or a person: the talk waits as a draft."""

    right = "initiatives.add_draft"
    http_method_names = ("post",)

    def post(self, request):
        """Keep it; whom nobody sees, nobody writes to."""
        keys = {model: small_int(request.POST.get(name)) for name, model in (("akteur", Actor), ("person", Contact))}
        actor, contact = (get_object_or_404(self.visible(model), pk=key) if key else None for model, key in keys.items())
        if contact and not actor:
            roles = contact.roles.filter(actor__in=self.visible(Actor).current())[:2]
            actor = roles[0].actor if len(roles) == 1 else None
        if actor or contact:
            keep_mail_draft(user=request.user, municipality=request.municipality, actor=actor, contact=contact)
        return HttpResponse(status=204)


class DraftDiscardView(OfficeView, View):
    """A draft is thrown away by the one who typed it."""

    right = "initiatives.delete_draft"

    def get(self, request, pk):
        """The button stands beside the draft."""
        get_object_or_404(self.visible(Draft), pk=pk)
        return redirect(reverse("capture"))

    def post(self, request, pk):
        """Away with it; a second press finds nothing more."""
        draft = get_object_or_404(self.visible(Draft), pk=pk)
        discard_draft(user=request.user, municipality=request.municipality, form_key=draft.form_key)
        messages.success(request, _("Draft discarded."))
        page = "consultation_create" if draft.kind == DraftKind.FORM else "capture"
        return redirect(own_address(request.POST.get("next", "")) or reverse(page))
