"""The pages of wants and offers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin

from initiatives.choices import OfficeList
from initiatives.models import Actor, Consultation, Contact
from initiatives.rules import may_read_note
from initiatives.views.changes import STEPS_SHOWN, ChangesPage
from initiatives.views.exports import ExportView
from initiatives.views.lists import RegisterListPage
from network import actions
from network.choices import ExchangeType, ItemType, ListingState
from network.forms.listings import ListingForm, TakenForm
from network.listings import amount_words, main_place, months_of
from network.map import MOST_POINTS, map_of
from network.models import Connection, Listing, TakenPeriod
from network.names import Names
from network.picking import FIRST, make_pick
from network.reading import read_words
from network.tables.connections import stage_badge
from network.tables.listings import exchange_badge, state_badge
from wf40.history import changes_of
from wf40.input import small_int
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView

PERIODS_SHOWN = 200
CONNECTIONS_SHOWN = 50


class ListingListView(RegisterListPage):
    """What the city's actors seek and give, with the map of it."""

    right = "network.view_listing"
    office_list = OfficeList.LISTINGS
    template_name = "network/listing_list.html"

    def get_context_data(self, **kwargs):
        """With the map of the filtered rows and the right to add."""
        context = super().get_context_data(**kwargs)
        rows = context["table"].ordered(self.filterset.qs)
        return context | {
            "may_add": self.request.user.has_perm("network.add_listing", self.request.municipality),
            "map": map_of(rows, self.request.municipality) if context["table"].cells else None,
            "most_points": MOST_POINTS,
        }


class ListingExportView(ExportView):
    """The list of wants and offers as a file."""

    office_list = OfficeList.LISTINGS


class ListingPage(OfficeView):
    """What the pages of one want or offer share."""

    right = "network.view_listing"
    model = Listing
    context_object_name = "listing"

    def get_queryset(self):
        """With its actor and where it is."""
        return self.visible(Listing).select_related("municipality", "actor", "district")


class ShowsListing(ListingPage):
    """The page of a want or an offer: facts, free and taken days, introductions."""

    template_name = "network/listing_detail.html"

    def get_context_data(self, **kwargs):
        """Everything in a fixed number of queries."""
        listing, user, municipality = self.object, self.request.user, self.request.municipality
        periods = list(self.visible(TakenPeriod).filter(listing=listing)[:PERIODS_SHOWN])
        rows = self.visible(Connection).filter(Q(want=listing) | Q(offer=listing)).with_names().defer("note")
        rows = list(rows[:CONNECTIONS_SHOWN])
        names = Names.of_rows(municipality, rows)
        may_change = user.has_perm("network.change_listing", municipality)
        has_calendar = bool(periods) or (not listing.is_want and listing.item_type != ItemType.SERVICE)
        context = {
            "amount": amount_words(listing.amount, listing.unit),
            "exchange_badge": exchange_badge(listing),
            "state_badge": state_badge(listing),
            "contact": self.visible(Contact).filter(pk=listing.contact_id).first() if listing.contact_id else None,
            "talk": self.visible(Consultation).filter(pk=listing.consultation_id).first() if listing.consultation_id else None,
            "periods": periods,
            "months": months_of(listing, periods) if has_calendar else [],
            "connections": [
                {"row": row, "other": names.of(row.actor_of(self._other_side(row))), "badge": stage_badge(row.stage)} for row in rows
            ],
            "may_change": may_change,
            "may_take": user.has_perm("network.add_takenperiod", municipality),
            "may_introduce": listing.is_sought and user.has_perm("network.add_connection", municipality),
            "steps": [(state, label) for state, label in self._steps() if may_change],
            **self._ways(),
        }
        return super().get_context_data(**context | kwargs)

    def _other_side(self, row):
        side = row.side_of(self.object.actor)
        return side.other if side else "to"

    def _steps(self):
        """What may be done with it by hand."""
        if self.object.is_sought or self.object.state == ListingState.MATCHED:
            done = _("Fulfilled") if self.object.is_want else _("Given away")
            return [(ListingState.FULFILLED, done), (ListingState.WITHDRAWN, _("Withdraw this entry"))]
        return [(ListingState.OPEN, _("Open again"))]

    def _ways(self) -> dict:
        """Where what fits is looked for, and where an introduction begins."""
        kind = "want" if self.object.is_want else "offer"
        return {
            "match_url": _address("network", listing=self.object.pk),
            "introduce_url": _address("introduction_begin", **{kind: self.object.pk}),
        }


def _address(name: str, **query) -> str:
    try:
        return f"{reverse(name)}?{urlencode(query)}"
    except NoReverseMatch:
        return ""


class ListingDetailView(ShowsListing, DetailView):
    """A want or an offer."""

    def get_context_data(self, **kwargs):
        """With the empty form for taken days."""
        form = TakenForm(user=self.request.user, municipality=self.request.municipality)
        return super().get_context_data(**{"form": form} | kwargs)


class ListingChangesView(ListingPage, ChangesPage):
    """Who changed what about a want or an offer."""

    template_name = "network/listing_changes.html"

    def may_restore(self):
        """It is changed on its own page."""
        return False

    def steps(self):
        """The newest savings."""
        return changes_of(self.object, without={"actor"}, limit=STEPS_SHOWN)


class ListingForms(FormPage):
    """What writing down and changing share: the choice of the actor."""

    model = Listing
    form_class = ListingForm
    template_name = "network/listing_form.html"

    def get_context_data(self, **kwargs):
        """In the words of a want or of an offer."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        given = form["exchange_type"].value()
        return context | {"is_want": given == ExchangeType.WANT, "is_offer": given == ExchangeType.OFFER, "actor": form.actor}


class ListingCreateView(ListingForms, CreateView):
    """A new want or offer, on the way from an actor's page or from a consultation."""

    right = "network.add_listing"

    def post(self, request, *args, **kwargs):
        """Looking for an actor only renews the choice; everything typed stays."""
        if "find_actor" in request.POST:
            self.object = None
            form = self.get_form()
            form._errors = {}  # what is still missing is not yet an error
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    @cached_property
    def talk(self):
        """The consultation of the address, if it is one of this city."""
        key = small_int(self.request.GET.get("consultation"), 0)
        return self.visible(Consultation).with_names().filter(pk=key).first() if key else None

    @cached_property
    def given_actor(self):
        """The actor of the address; of a talk with a single actor that one."""
        key = small_int(self.request.GET.get("actor"), 0)
        if key:
            return self.visible(Actor).current().filter(pk=key).first()
        actors = [actor for actor in self.talk.actors.all() if not actor.archived_at] if self.talk else []
        return actors[0] if len(actors) == 1 else None

    def get_initial(self):
        """What the address and the open need of a talk say."""
        initial = {"exchange_type": ExchangeType.WANT}
        if self.talk and self.talk.need and not self.talk.is_confidential:
            initial = read_words(self.talk.need, timezone.localdate()) | initial
            initial["title"] = Truncator(self.talk.need).chars(Listing._meta.get_field("title").max_length)
        for name, choices in (("exchange_type", ExchangeType), ("item_type", ItemType)):
            if (said := self.request.GET.get(name)) in choices.values:
                initial[name] = said
        if self.given_actor:
            initial["actor"] = self.given_actor.pk
            place = main_place(self.given_actor)
            initial["district"] = place.district_id if place else None
        return initial

    def get_context_data(self, **kwargs):
        """With the choice of the actor, unless it is given."""
        context = super().get_context_data(**kwargs)
        if self.given_actor is None:
            user, municipality, form = self.request.user, self.request.municipality, context["form"]
            query = self.request.POST.get("actor_query", "")
            context["pick"] = make_pick(user, municipality, FIRST, key=form["actor"].value(), query=query)
        return context | {"given_actor": self.given_actor, "talk": self.talk}

    def form_valid(self, form):
        """Once per form."""
        try:
            self.object, _is_new = actions.create_listing(
                user=self.request.user,
                actor=form.cleaned_data["actor"],
                values=form.values | {"consultation": self.talk},
                form_key=form.cleaned_data["form_key"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("“%(title)s” was saved.") % {"title": self.object})


class ListingUpdateView(EditsRecord, ListingForms, UpdateView):
    """The entries of a want or an offer."""

    right = "network.change_listing"

    def get_queryset(self):
        """With its actor."""
        return super().get_queryset().select_related("actor", "contact")

    def form_valid(self, form):
        """What two people changed may not fit together."""
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_listing(listing=self.object, values=form.values, **form.resolution)


class ListingStateView(OfficeView, View):
    """A want or an offer is ended or opened again by a button."""

    right = "network.change_listing"

    def get(self, request, pk):
        """Nothing changes by a link."""
        return redirect(get_object_or_404(self.visible(Listing), pk=pk))

    def post(self, request, pk):
        """Set the state and come back."""
        listing = get_object_or_404(self.visible(Listing), pk=pk)
        try:
            listing = actions.set_listing_state(listing=listing, state=request.POST.get("state", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The state is now “%(state)s”.") % {"state": listing.get_state_display()})
        return redirect(listing)


class TakenCreateView(ShowsListing, FormPage, SingleObjectMixin, FormView):
    """Days on which something is taken; a fault is said on the page of the offer."""

    right = "network.add_takenperiod"
    form_class = TakenForm

    def get(self, request, *args, **kwargs):
        """The form stands on the page of the offer."""
        return redirect(self.get_object())

    def post(self, request, *args, **kwargs):
        """The offer, of this city."""
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """The same days sent twice are taken once."""
        try:
            actions.take_period(listing=self.object, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("The days are noted as taken."))

    def get_success_url(self):
        """Back to the calendar."""
        return f"{self.object.get_absolute_url()}#p-calendar"


class TakenRemoveView(OfficeView, View):
    """The days of one period are free again; sent twice it finds nothing more to do."""

    right = "network.delete_takenperiod"

    def get(self, request, pk):
        """Nothing is removed by a link."""
        return redirect(get_object_or_404(self.visible(Listing), pk=pk))

    def post(self, request, pk):
        """Remove the period and come back."""
        listing = get_object_or_404(self.visible(Listing), pk=pk)
        key = small_int(request.POST.get("period"), 0)
        if period := self.visible(TakenPeriod).filter(listing=listing, pk=key).first():
            actions.free_period(period=period)
            messages.success(request, _("The days from %(period)s are free again.") % {"period": period})
        return redirect(f"{listing.get_absolute_url()}#p-calendar")


class ListingFromNeedView(OfficeView, View):
    """The need that was said in a talk becomes a want by one button; of several actors somebody says whose."""

    right = "network.add_listing"

    def get(self, request, pk):
        """Nothing is made by a link."""
        return redirect(get_object_or_404(self.visible(Consultation), pk=pk))

    def post(self, request, pk):
        """Make the want, once, and lead to its form."""
        talk = get_object_or_404(self.visible(Consultation), pk=pk)
        if not may_read_note(request.user, talk):
            raise PermissionDenied
        actors = {actor.pk: actor for actor in self.visible(Actor).filter(consultations=talk)}
        actor = next(iter(actors.values())) if len(actors) == 1 else actors.get(small_int(request.POST.get("actor"), 0))
        if actor is None:
            messages.error(request, _("Please choose whose need it is."))
            return redirect(talk)
        try:
            listing, is_new = actions.list_need(user=request.user, consultation=talk, actor=actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(talk)
        if not self.visible(Listing).filter(pk=listing.pk).exists():
            return redirect(talk)  # its actor was restricted meanwhile
        if is_new:
            messages.success(request, _("Taken down as a want. Please look through what was read from the words."))
        return redirect("listing_change", listing.pk)
