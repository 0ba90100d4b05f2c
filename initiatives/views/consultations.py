"""The pages of consultations."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.generic import CreateView, DetailView, UpdateView

from initiatives import actions
from initiatives.choices import OfficeList
from initiatives.forms import ConsultationForm
from initiatives.models import Actor, Consultation, Draft, FollowUp
from initiatives.picker import make_picker
from initiatives.rules import may_read_note
from initiatives.views.changes import STEPS_SHOWN, ChangesPage
from initiatives.views.lists import RegisterListPage
from wf40.history import changes_of
from wf40.input import small_int
from wf40.registry import consultation_panels
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView

TALKS_SHOWN = 5
DRAFTS_SHOWN = 10
NOTE_FIELDS = frozenset({"note", "need"})


class ConsultationListView(RegisterListPage):
    """The office's talks, newest first."""

    right = "initiatives.view_consultation"
    office_list = OfficeList.CONSULTATIONS
    template_name = "initiatives/consultation_list.html"

    def get_context_data(self, **kwargs):
        """With the right to add."""
        may_add = self.request.user.has_perm("initiatives.add_consultation", self.request.municipality)
        return super().get_context_data(**kwargs) | {"may_add": may_add}


class ConsultationPage(OfficeView):
    """What the pages of one consultation share."""

    right = "initiatives.view_consultation"
    model = Consultation

    def get_queryset(self):
        """With what the pages show."""
        return super().get_queryset().select_related("municipality", "created_by").with_names().prefetch_related("topics")


class ConsultationDetailView(ConsultationPage, DetailView):
    """A talk: with whom, about what, what came out. A confidential note stands on a page of its own."""

    template_name = "initiatives/consultation_detail.html"

    def get_context_data(self, **kwargs):
        """With the promises, whether the note may be read, and what other apps add."""
        consultation, user = self.object, self.request.user
        added = ((panel, panel.context(user, self.request.municipality, consultation)) for panel in consultation_panels)
        return super().get_context_data(**kwargs) | {
            "promises": self.visible(FollowUp).filter(consultation=consultation).select_related("assignee", "actor"),
            "may_read_note": may_read_note(user, consultation),
            "may_change": user.has_perm("initiatives.change_consultation", self.request.municipality) and may_read_note(user, consultation),
            "panels": [
                {"template": panel.template, "is_aside": panel.is_aside, "context": context}
                for panel, context in added
                if context is not None
            ],
        }


class ConsultationNoteView(ConsultationPage, DetailView):
    """The page on which a confidential note is read: a button first, then the note; every reading is logged."""

    template_name = "initiatives/consultation_note.html"

    def get_object(self, queryset=None):
        """Only for those who may read it."""
        consultation = super().get_object(queryset)
        if not may_read_note(self.request.user, consultation):
            raise PermissionDenied
        return consultation

    @sensitive_variables("note")
    def post(self, request, *args, **kwargs):
        """Log, then show."""
        self.object = self.get_object()
        note = (
            actions.read_confidential_note(user=request.user, consultation=self.object) if self.object.is_confidential else self.object.note
        )
        return render(request, self.template_name, self.get_context_data(note=note, is_open=True))


class ConsultationChangesView(ConsultationPage, ChangesPage):
    """Who changed what about a talk; the words of a confidential note are not shown."""

    template_name = "initiatives/consultation_changes.html"
    page_name, restore_name, change_right = "consultation_changes", "consultation_restore", "initiatives.change_consultation"

    def may_restore(self):
        """A confidential talk is changed only by those who may read it."""
        return super().may_restore() and may_read_note(self.request.user, self.object)

    def steps(self):
        """The newest savings."""
        # A note that was confidential at any time stays hidden, whatever the switch says today.
        was_confidential = self.object.history.filter(is_confidential=True).exists()
        hidden = NOTE_FIELDS if was_confidential else frozenset()
        return changes_of(self.object, hidden=hidden, fixed=actions.NEVER_RESTORED, limit=STEPS_SHOWN)


def _shown(value):
    """A value without the rows whose data are restricted."""
    return [row for row in value if not getattr(row, "restricted_at", None)] if isinstance(value, list) else value


class ConsultationForms(FormPage):
    """What creating and changing share: the picker of actors and people, and what stands beside the form."""

    model = Consultation
    form_class = ConsultationForm
    template_name = "initiatives/consultation_form.html"

    def post(self, request, *args, **kwargs):
        """Looking for an actor only renews the picker; everything typed stays."""
        if "find_actor" in request.POST:
            self.object = self.get_object() if "pk" in self.kwargs else None
            form = self.get_form()
            form._errors = {}  # what is still missing is not yet an error
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With the picker, the last talks and the open promises of the chosen actors."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        chosen = form["actors"].value() or []
        picker = make_picker(
            self.request.user,
            self.request.municipality,
            actor_keys=[getattr(key, "pk", key) for key in chosen],
            contact_keys=[getattr(key, "pk", key) for key in form["contacts"].value() or []],
            query=self.request.POST.get("actor_query", ""),
        )
        context["picker"] = picker
        if picker.chosen:
            others = self.visible(Consultation).filter(actors__in=picker.chosen).exclude(pk=form.instance.pk).distinct()
            context["talks"] = others.prefetch_related("topics").defer("note")[:TALKS_SHOWN]
            context["promises"] = self.visible(FollowUp).filter(actor__in=picker.chosen).still_open().select_related("actor")[:TALKS_SHOWN]
        return context

    def refuse(self, form, error: ValidationError):
        """What the saving refused is said at the form's fields."""
        form.add_error(None, error)
        return self.form_invalid(form)


class ConsultationCreateView(ConsultationForms, CreateView):
    """A new talk; from an actor's page the actor is chosen already."""

    right = "initiatives.add_consultation"

    def get_initial(self):
        """The actor of the address, if it is one of this city."""
        if self.draft:
            return self.typed_before()
        key = small_int(self.request.GET.get("akteur"), 0)
        return {"actors": list(self.visible(Actor).current().filter(pk=key).values_list("pk", flat=True))}

    @cached_property
    def draft(self):
        """The draft of the address; another person's does not exist."""
        key = small_int(self.request.GET.get("entwurf"))
        return get_object_or_404(self.visible(Draft), pk=key) if key else None

    def typed_before(self) -> dict:
        """What stood in the form when the draft was kept."""
        several = ("actors", "contacts", "topics")
        kept = {name: values for name, values in self.draft.fields.items() if name in self.form_class.base_fields}
        initial = {name: values if name in several else values[0] for name, values in kept.items() if values or name in several}
        return initial | {"note": self.draft.text, "form_key": self.draft.form_key, "is_confidential": bool(kept.get("is_confidential"))}

    def get_context_data(self, **kwargs):
        """With the person's other drafts."""
        context = super().get_context_data(**kwargs)
        others = self.visible(Draft).exclude(pk=self.draft.pk if self.draft else None)
        return context | {"drafts": others[:DRAFTS_SHOWN], "days_kept": actions.DAYS_KEPT, "draft": self.draft}

    def form_valid(self, form):
        """Once per form."""
        try:
            self.object, _is_new = actions.log_consultation(
                user=self.request.user,
                municipality=self.request.municipality,
                values=form.values,
                follow_up=form.follow_up,
                form_key=form.cleaned_data["form_key"],
            )
        except ValidationError as error:
            return self.refuse(form, error)
        key = form.cleaned_data["form_key"]
        if key:
            actions.discard_draft(user=self.request.user, municipality=self.request.municipality, form_key=key)
        if form.follow_up:
            return self.done(_("Consultation saved. Follow-up on %(day)s.") % {"day": form.follow_up["due_on"].strftime("%d.%m.%Y")})
        return self.done(_("Consultation saved."))

    def get_success_url(self):
        """Back to the actor of the talk."""
        return self.object.actors.first().get_absolute_url()


class ConsultationUpdateView(EditsRecord, ConsultationForms, UpdateView):
    """A talk is corrected; a confidential one only by those who may read it."""

    right = "initiatives.change_consultation"

    def post(self, request, *args, **kwargs):
        """If the talk became confidential while somebody else typed, nothing is saved and their text is given back to them."""
        consultation = get_object_or_404(self.visible(Consultation), pk=self.kwargs["pk"])
        if may_read_note(request.user, consultation):
            return super().post(request, *args, **kwargs)
        typed = [(Consultation._meta.get_field(name).verbose_name, request.POST.get(name, "")) for name in ("note", "need")]
        return render(request, "initiatives/consultation_closed.html", {"consultation": consultation, "typed": typed}, status=403)

    def get_object(self, queryset=None):
        """The form shows the note, so opening it is a reading."""
        consultation = super().get_object(queryset)
        if not may_read_note(self.request.user, consultation):
            raise PermissionDenied
        if consultation.is_confidential and self.request.method == "GET":
            actions.read_confidential_note(user=self.request.user, consultation=consultation)
        return consultation

    def form_valid(self, form):
        """Its promise may have gone since the form was checked."""
        try:
            return super().form_valid(form)
        except ValidationError as error:
            return self.refuse(form, error)

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_consultation(
            user=self.request.user, consultation=self.object, values=form.values, follow_up=form.follow_up, **form.resolution
        )

    def show_conflict(self, form, conflict):
        """Both versions of a confidential note are shown, so this is a reading as well."""
        if conflict.current.is_confidential and NOTE_FIELDS & {difference.name for difference in conflict.differences}:
            actions.read_confidential_note(user=self.request.user, consultation=conflict.current)
        # Names under restriction stay tied to the talk and are shown to nobody.
        conflict.differences = [
            replace(difference, mine=_shown(difference.mine), theirs=_shown(difference.theirs)) for difference in conflict.differences
        ]
        return super().show_conflict(form, conflict)
