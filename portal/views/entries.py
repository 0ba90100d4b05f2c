"""One entry of the inbox on one page: a proposal decided field by field, anything else answered, with who looks after it and the
office's note."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View

from portal.actions.inbox import answer_sender, assign_entry, keep_note
from portal.actions.proposals import ChangedMeanwhile, decide
from portal.choices import ChangeState, EntryKind, EntryResult, EntryState
from portal.details import details_in_words
from portal.forms.inbox import AnswerForm, AssignForm, NoteForm, ProposalForm
from portal.models import InboxEntry, ProfileChange
from portal.review import review_rows
from wf40.folding import dialled
from wf40.input import own_address
from wf40.sessions import kept_input
from wf40.views.files import private_file
from wf40.views.mixins import FormPage, OfficeView

STATE_LOOKS = {EntryState.OPEN: "info", EntryState.ASKED: "warning", EntryState.DONE: "success"}


class EntryPage(OfficeView):
    """What all pages of one entry share: the entry of this city, never one about a restricted actor or person."""

    right = "portal.change_inboxentry"
    template_name = "portal/inbox_detail.html"
    # The name of the form in the page.
    shown_as = ""

    @cached_property
    def entry(self) -> InboxEntry:
        """With whom it is about and who looks after it."""
        rows = self.visible(InboxEntry).select_related("municipality", "actor", "contact", "link", "assignee", "done_by", "listing")
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def rows(self) -> list:
        """The fields of a proposal as they stand now; none of any other kind."""
        return review_rows(self.entry) if self.entry.kind == EntryKind.PROPOSAL and self.entry.actor_id else []

    @property
    def may_act(self) -> bool:
        """Whether the person may decide and answer."""
        return self.request.user.has_perm("portal.change_inboxentry", self.request.municipality)

    def _own_form(self, form_class, name, given, **more):
        """The form that was sent, otherwise a fresh one."""
        if name == self.shown_as and "form" in given:
            return given["form"]
        return form_class(user=self.request.user, municipality=self.request.municipality, **more)

    def get_context_data(self, **kwargs):
        """The whole page, whichever of its forms was sent."""
        entry, given = self.entry, kwargs
        forms = {"note_form": self._own_form(NoteForm, "note", given, entry=entry)}
        forms["assign_form"] = self._own_form(AssignForm, "assign", given, entry=entry)
        if self.may_act and entry.is_open:
            if entry.kind == EntryKind.PROPOSAL and any(row.change.is_undecided for row in self.rows):
                forms["proposal_form"] = self._own_form(ProposalForm, "proposal", given, rows=self.rows)
            elif entry.kind != EntryKind.PAUSE:
                forms["answer_form"] = self._own_form(AnswerForm, "answer", given, entry=entry)
        kwargs.setdefault("form", forms.get("proposal_form") or forms.get("answer_form") or forms["note_form"])
        context = super().get_context_data(**kwargs)
        waiting = self.visible(InboxEntry).waiting_for_us()
        return (
            context
            | forms
            | {
                "entry": entry,
                "rows": self.rows,
                "open_rows": [row for row in self.rows if row.change.is_undecided],
                "decided_rows": [row for row in self.rows if not row.change.is_undecided],
                "remarks": entry.remarks.filter(change=None).select_related("written_by"),
                "details": details_in_words(entry),
                "sender": entry.sender_name or _("Sender"),
                "state_look": STATE_LOOKS.get(entry.state, ""),
                "may_act": self.may_act,
                "may_restrict": self.request.user.has_perm("initiatives.restrict_actor", self.request.municipality),
                "phone_link": dialled(entry.sender_phone),
                "is_looked_after_by_me": entry.assignee_id == self.request.user.pk,
                "next_entry": waiting.exclude(pk=entry.pk).select_related("actor").order_by("due_on", "pk").first(),
            }
        )


class InboxDetailView(EntryPage, DetailView):
    """An entry to be read; every form of the page is sent to an address of its own."""

    right = "portal.view_inboxentry"

    def get_object(self, queryset=None):
        """Of this city."""
        return self.entry


class EntryForm(EntryPage, FormPage, FormView):
    """One form of the page: what is wrong is shown on the whole page again; opened by its address it leads to the entry."""

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link; what was typed before a sign-in ended comes back."""
        return redirect(self.entry.get_absolute_url()) if kept_input(request) is None else super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The form knows the entry."""
        return super().get_form_kwargs() | {"entry": self.entry}

    def get_context_data(self, **kwargs):
        """The page shows the form that was sent."""
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs)

    def get_success_url(self):
        """Back to the entry."""
        return self.entry.get_absolute_url()

    def already_done(self):
        """Somebody else, or the same form before, was quicker."""
        return self.done(_("Nothing was changed: this was dealt with before."))


def mail_words(entry, why_none: str) -> str:
    """Whether the sender was told."""
    if why_none:
        return _("No mail left: %(reason)s") % {"reason": f"{why_none.rstrip('.')}."}
    return _("The mail to %(email)s is on its way.") % {"email": entry.sender_email or entry.actor.email}


class InboxDecideView(EntryForm):
    """The office decides about the fields of a proposal."""

    form_class = ProposalForm
    shown_as = "proposal"

    def get_form_kwargs(self):
        """The form has a row for each field that is undecided now."""
        kwargs = super().get_form_kwargs() | {"rows": self.rows}
        del kwargs["entry"]
        return kwargs

    def post(self, request, *args, **kwargs):
        """What is decided stays; a form that chooses nothing beyond that was sent before."""
        open_keys = {row.change.pk for row in self.rows if row.change.is_undecided}
        decided = {row.change.pk for row in self.rows} - open_keys
        is_old = any(f"seen_{key}" in request.POST for key in decided)
        if not open_keys or (is_old and not any(request.POST.get(f"verdict_{key}") for key in open_keys)):
            return self.already_done()
        return super().post(request, *args, **kwargs)

    def marks(self) -> tuple:
        """How the fields stand, to see whether something was done."""
        rows = self.visible(ProfileChange).filter(entry=self.entry).order_by("pk")
        return tuple(rows.values_list("pk", "state")), self.entry.remarks.count()

    def form_valid(self, form):
        """Decide; what changed meanwhile or cannot be stored is said at its field, and nothing was written."""
        before = self.marks()
        try:
            entry, why_none = decide(user=self.request.user, entry=self.entry, decisions=form.decisions)
        except ChangedMeanwhile as conflict:
            return self.show_conflict(form, {change.pk for change in conflict.changes})
        except ValidationError as error:
            for part, words in getattr(error, "error_dict", {None: error}).items():
                form.refuse(part, words)
            return self.form_invalid(form)
        after = self.marks()
        if before == after:
            return self.already_done()
        states, was = dict(after[0]), dict(before[0])
        touched = [row.change for row in self.rows if row.change.pk in form.decisions]
        new = [row for row in touched if states[row.pk] != was[row.pk] or states[row.pk] == ChangeState.ASKED]
        said = [f"{row.get_part_display()}: {ChangeState(states[row.pk]).label}" for row in new]
        words = f"{', '.join(said)}. {mail_words(entry, why_none)}"
        if not why_none:
            return self.done(words)
        messages.warning(self.request, words)
        return self.done()

    def show_conflict(self, form, keys):
        """The page anew with today's values, as 409; what was typed and chosen stays."""
        self.rows = review_rows(self.entry)
        again = self.form_class(**self.get_form_kwargs())
        again.is_valid()
        again.see_again()
        for row in again.rows:
            if row.change.pk in keys:
                again.refuse(
                    row.change.part, _("The register says something else since you opened this page. Please look and decide anew.")
                )
        return self.render_to_response(self.get_context_data(form=again), status=409)


class InboxAnswerView(EntryForm):
    """The office answers, and closes the matter or asks back."""

    form_class = AnswerForm
    shown_as = "answer"

    def post(self, request, *args, **kwargs):
        """What is done stays; that a profile was hidden is closed by having been seen, without a mail."""
        if self.entry.state == EntryState.DONE:
            return self.already_done()
        if self.entry.kind == EntryKind.PAUSE:
            answer_sender(user=request.user, entry=self.entry, text="", result=EntryResult.ACCEPTED)
            return self.done(_("Seen and closed."))
        if any(row.change.is_undecided for row in self.rows):
            raise Http404  # a proposal is decided field by field
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Once, however often the form is sent."""
        text = form.cleaned_data["text"]
        entry, is_new, why_none = answer_sender(user=self.request.user, entry=self.entry, text=text, result=form.outcome)
        if not is_new:
            return self.already_done()
        done = _("Answered and closed.") if form.outcome else _("Asked back.")
        if text and why_none:
            messages.warning(self.request, f"{done} {mail_words(entry, why_none)}")
            return self.done()
        return self.done(f"{done} {mail_words(entry, '')}" if text else _("Closed, without a mail."))


class InboxNoteView(EntryForm):
    """The office notes something for itself."""

    form_class = NoteForm
    shown_as = "note"

    def form_valid(self, form):
        """Kept, or both notes are shown."""
        entered = form.cleaned_data
        entry, is_kept = keep_note(entry=self.entry, note=entered["office_note"], seen=entered["seen"])
        if is_kept:
            return self.done(_("The note is saved."))
        form.say_changed(entry)
        return self.render_to_response(self.get_context_data(form=form), status=409)


class InboxAssignView(EntryForm):
    """Somebody of the office looks after it from now on."""

    form_class = AssignForm
    shown_as = "assign"

    def form_valid(self, form):
        """Twice is once."""
        colleague = form.cleaned_data["assignee"]
        assign_entry(entry=self.entry, assignee=colleague)
        if colleague is None:
            return self.done(_("Nobody in particular looks after it."))
        return self.done(_("%(name)s looks after it.") % {"name": colleague.get_short_name()})

    def get_success_url(self):
        """Back to where the form stood."""
        return own_address(self.request.POST.get("next", "")) or super().get_success_url()


class InboxPictureView(OfficeView, View):
    """The picture that an initiative proposes, from the private store."""

    right = "portal.view_inboxentry"

    def get(self, request, pk):
        """Shown in the page; drawn anew as it came."""
        change = get_object_or_404(self.visible(ProfileChange), pk=pk)
        if not change.picture:
            raise Http404
        return private_file(change.picture, str(change.get_part_display()), change.picture_type, inline=True)
