"""The places of actors."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, UpdateView

from initiatives import actions
from initiatives.forms import PlaceForm
from initiatives.models import Actor, Location
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView


class PlaceOfActor:
    """What the pages of one place share: it is reached only while its actor is."""

    model = Location

    def get_queryset(self):
        """With the actor."""
        return super().get_queryset().filter(actor__in=self.visible(Actor)).select_related("actor")

    def get_success_url(self):
        """Back to the actor."""
        return self.object.actor.get_absolute_url()


class LocationCreateView(FormPage, CreateView):
    """A further place of an actor."""

    right = "initiatives.add_location"
    model = Location
    form_class = PlaceForm
    template_name = "initiatives/location_form.html"

    @cached_property
    def actor(self):
        """The actor from whose page we came."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["actor"])

    def get_form_kwargs(self):
        """The form asks whether this is the first place."""
        return super().get_form_kwargs() | {"instance": Location(municipality=self.request.municipality, actor=self.actor, is_main=False)}

    def get_initial(self):
        """Most places are in the city."""
        return {"locality": self.request.municipality.name}

    def get_context_data(self, **kwargs):
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.actor}

    def form_valid(self, form):
        """Once, however often it is sent."""
        self.object, is_new = actions.add_place(actor=self.actor, values=form.values)
        return self.done(_("The place was added.") if is_new else "")

    def get_success_url(self):
        """Back to the actor."""
        return self.actor.get_absolute_url()


class LocationUpdateView(PlaceOfActor, EditsRecord, FormPage, UpdateView):
    """A place is corrected, or becomes the main one."""

    right = "initiatives.change_location"
    form_class = PlaceForm
    template_name = "initiatives/location_form.html"

    def get_context_data(self, **kwargs):
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.object.actor}

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_place(place=self.object, values=form.values, **form.resolution)


class LocationRemoveView(PlaceOfActor, OfficeView, DeleteView):
    """The actor is no longer there: asked first."""

    right = "initiatives.delete_location"
    template_name = "initiatives/location_remove.html"

    def get_context_data(self, **kwargs):
        """With the place that becomes the main one."""
        others = self.object.actor.locations.exclude(pk=self.object.pk).select_related("district").order_by("pk")
        return super().get_context_data(**kwargs) | {"next_main": others.first() if self.object.is_main else None}

    def form_valid(self, form):
        """Remove it."""
        url = self.get_success_url()
        actions.remove_place(place=self.object)
        return redirect(url)
