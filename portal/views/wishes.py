"""What an initiative asks of the office by its link, and what the office says to it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.actions.inbox import TooMany
from portal.actions.wishes import answer_office, send_wish
from portal.choices import EntryKind, EntryState
from portal.forms.wishes import ReplyForm, wish_form
from portal.site import promised_day
from portal.views.codes import BehindCode, code_address
from portal.wishes import BEHIND_A_CODE, WISHES, own_entry, wish_rows


class OwnWishCreateView(BehindCode, TemplateView):
    """A question, a want, an offer, a correction or a deletion."""

    template_name = "portal/own_wish_form.html"

    def setup(self, request, *args, **kwargs):
        """Of the kinds that an initiative asks for by itself."""
        if kwargs["kind"] not in WISHES:
            raise Http404
        self.kind = EntryKind(kwargs["kind"])
        self.needs_code, self.target = self.kind in BEHIND_A_CODE, str(self.kind)
        super().setup(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With the day by which an answer is promised."""
        more = {
            "form": kwargs.get("form") or wish_form(self.kind, self.link),
            "kind": self.kind,
            "day": promised_day(self.link.municipality, self.kind),
            "code_url": code_address(self.target),
            "area": "profile",
        }
        return super().get_context_data(**more | kwargs)

    def post(self, request, *args, **kwargs):
        """Send it once; what was typed stays whatever stands in the way."""
        form = wish_form(self.kind, self.link, request.POST)
        if not self.is_opened:
            return self._again(form, status=403, is_closed=True)
        if not form.is_valid():
            return self._again(form)
        cleaned = form.cleaned_data
        try:
            entry = send_wish(link=self.link, kind=self.kind, text=cleaned["text"], details=form.details, form_key=cleaned.get("form_key"))
        except TooMany as error:
            return self._again(form, status=429, refused=str(error))
        words = _("We have it. You get an answer by %(day)s.") % {"day": date_format(entry.due_on, "d.m.Y")}
        messages.success(request, words)
        # A key that belongs to somebody else's entry leads nowhere.
        return redirect("own_wish", entry.pk)

    def _again(self, form, status=200, **more):
        return self.render_to_response(self.get_context_data(form=form, has_errors=True, **more), status=status)


class OwnWishView(BehindCode, TemplateView):
    """What was sent, how far it is, what the office said, and a box for the answer."""

    template_name = "portal/own_wish.html"

    def setup(self, request, *args, **kwargs):
        """Where it goes on to after a code."""
        self.target = str(kwargs["pk"])
        super().setup(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """The entry first: what is not one's own needs no code to be missing."""
        self._find()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Answer the office."""
        self._find()
        form = ReplyForm(request.POST)
        if not self.is_opened:
            return self.render_to_response(self.get_context_data(form=form, has_errors=True, is_closed=True), status=403)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, has_errors=True))
        try:
            answer_office(link=self.link, entry=self.entry, text=form.cleaned_data["text"])
        except TooMany as error:
            return self.render_to_response(self.get_context_data(form=form, has_errors=True, refused=str(error)), status=429)
        messages.success(request, _("Your answer is with the office."))
        return redirect("own_wish", self.entry.pk)

    def _find(self):
        """One's own, and nothing that has a page of its own."""
        self.entry = own_entry(self.link, self.kwargs["pk"])
        if self.entry is None:
            raise Http404
        self.needs_code = self.entry.kind in BEHIND_A_CODE

    def get_context_data(self, **kwargs):
        """With what was said on both sides, the office as one."""
        entry = self.entry
        more = {
            "form": kwargs.get("form") or ReplyForm(),
            "entry": entry,
            "rows": wish_rows(entry),
            "remarks": entry.remarks.filter(change=None),
            "is_asked": entry.state == EntryState.ASKED,
            "code_url": code_address(self.target),
            "area": "profile",
        }
        return super().get_context_data(**more | kwargs)
