"""How actors and people stand in the register: assured, archived, released for publication, informed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from initiatives import actions
from initiatives.forms import ArchiveForm
from initiatives.information import waiting, waiting_keys
from initiatives.models import Actor, Contact, FollowUp
from initiatives.tables import NotInformedTable
from wf40.input import own_address
from wf40.paging import paginate
from wf40.views.mixins import FormPage, OfficeView


class StandingButton(OfficeView, DetailView):
    """A button that changes how a record stands; a page opened by its address leads to the record. Subclasses say what it does (`act`)."""

    model = Actor
    right = "initiatives.change_actor"

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_object().get_absolute_url())

    def post(self, request, *args, **kwargs):
        """Do it, say so, and go back to where the button was."""
        record = self.get_object()
        if message := self.act(record):
            messages.success(request, message)
        return redirect(own_address(request.POST.get("next", "")) or record.get_absolute_url())


class ActorAssureView(StandingButton):
    """Somebody of the office says that the entry is right today."""

    def act(self, actor):
        """Note who and when."""
        actions.assure_actor(user=self.request.user, actor=actor)
        return _("Noted: the entries of %(name)s are right today.") % {"name": actor}


class ActorUnarchiveView(StandingButton):
    """The actor is back in the lists."""

    def act(self, actor):
        """Take it back."""
        actions.unarchive_actor(actor=actor)
        return _("%(name)s is back in the lists.") % {"name": actor}


class ActorReleaseView(StandingButton):
    """The management releases the profile, or takes it back."""

    right = "initiatives.release_actor"
    is_released = True

    def act(self, actor):
        """Public it is only with the consent as well; an archived actor is released by nobody."""
        if not self.is_released:
            actions.withdraw_release(actor=actor)
            return _("The release of %(name)s was taken back.") % {"name": actor}
        if actor.archived_at:
            return ""
        actions.release_actor(user=self.request.user, actor=actor)
        return _("%(name)s was released for publication.") % {"name": actor}


class InformedView(StandingButton):
    """The actor or the person was told today that the office holds their data."""

    def act(self, record):
        """Note the day."""
        actions.mark_informed(record=record, day=timezone.localdate())
        return _("Noted: %(name)s was informed today.") % {"name": record}


class ContactInformedView(InformedView):
    """A person was told."""

    model = Contact
    right = "initiatives.change_contact"


class ActorArchiveView(FormPage, FormView):
    """An actor leaves the lists: why, and what follows."""

    right = "initiatives.change_actor"
    model = Actor
    form_class = ArchiveForm
    template_name = "initiatives/actor_archive.html"

    def dispatch(self, request, *args, **kwargs):
        """Who is archived already is on its own page."""
        if request.user.is_authenticated and self.may_enter() and self.actor.archived_at:
            return redirect(self.actor.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def actor(self):
        """The actor, of this city."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        """With what stays open."""
        promises = self.visible(FollowUp).filter(actor=self.actor).still_open().count()
        return super().get_context_data(**kwargs) | {"actor": self.actor, "promise_count": promises}

    def form_valid(self, form):
        """Archive it."""
        actions.archive_actor(user=self.request.user, actor=self.actor, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"])
        return self.done(_("%(name)s was archived.") % {"name": self.actor})

    def get_success_url(self):
        """Back to the actor, which stays readable."""
        return self.actor.get_absolute_url()


class NotInformedView(OfficeView, TemplateView):
    """Whose data came from elsewhere and who has to be told so within a month, oldest first."""

    right = "initiatives.change_contact"
    template_name = "initiatives/not_informed.html"

    def get_context_data(self, **kwargs):
        """One page of people and actors together."""
        user, municipality = self.request.user, self.request.municipality
        page = paginate(waiting_keys(user, municipality), self.request.GET)
        table = NotInformedTable(self.request.GET).fill(waiting(user, municipality, page.rows))
        return super().get_context_data(**kwargs) | {"page": page, "table": table, "count_words": table.count_words(page.count)}
