"""The pages of warnings: an actor is closing, moving, in a crisis or in conflict."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, UpdateView

from initiatives import actions
from initiatives.forms import WarningForm
from initiatives.models import Actor, WarningFlag
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView


class WarningPage(FormPage):
    """What setting and changing a warning share."""

    model = WarningFlag
    form_class = WarningForm
    template_name = "initiatives/warning_form.html"

    def form_valid(self, form):
        """A second warning of one kind is said at its field."""
        try:
            return self.keep(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def keep(self, form):
        """Save by the action and lead on."""
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.actor}

    def get_success_url(self):
        """Back to the actor."""
        return self.actor.get_absolute_url()


class WarningCreateView(WarningPage, CreateView):
    """A new warning at an actor."""

    right = "initiatives.add_warningflag"

    @cached_property
    def actor(self):
        """The actor that is warned about."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["actor"])

    def keep(self, form):
        """Once per form."""
        self.object, _is_new = actions.raise_warning(
            user=self.request.user,
            municipality=self.request.municipality,
            actor=self.actor,
            values=form.values,
            form_key=form.cleaned_data["form_key"],
        )
        return self.done(_("The warning now stands above the actor’s page."))


class WarningUpdateView(WarningPage, EditsRecord, UpdateView):
    """A warning is corrected or added to."""

    right = "initiatives.change_warningflag"

    def get_queryset(self):
        """With the actor and who ended it."""
        return super().get_queryset().select_related("actor", "created_by", "ended_by")

    @property
    def actor(self):
        """The actor that is warned about."""
        return self.object.actor

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_warning(warning=self.object, values=form.values, **form.resolution)


class WarningEndView(OfficeView, DetailView):
    """It is over: a button; a page opened by its address leads to the warning."""

    right = "initiatives.change_warningflag"
    model = WarningFlag

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_object().get_absolute_url())

    def post(self, request, *args, **kwargs):
        """End it and go back to the actor."""
        warning = self.get_object()
        actions.end_warning(user=request.user, warning=warning)
        return redirect(warning.actor.get_absolute_url())
