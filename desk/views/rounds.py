"""Rounds: a list of actors becomes a list to walk by, and each tap on the way a consultation."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, DetailView, TemplateView

from desk import actions
from desk.choices import StopResult
from desk.forms import RoundForm, VisitForm
from desk.models import Round, RoundStop
from desk.rounds import LOOKED_THROUGH, STOPS_AT_MOST, Place, length, places_of, progress_of, stops_of, visits, walking_order, with_progress
from initiatives.choices import OfficeList
from initiatives.exports import LISTS
from initiatives.models import Actor
from initiatives.selections import criteria_of, describe
from wf40.editing import Conflict
from wf40.forms import LARGEST_KEY
from wf40.input import small_int
from wf40.paging import paginate
from wf40.views.mixins import FormPage, OfficeView

LONGEST_TITLE = Round._meta.get_field("title").max_length


class RoundListView(OfficeView, TemplateView):
    """The office's rounds, the newest first."""

    right = "desk.view_round"
    template_name = "desk/round_list.html"

    def get_context_data(self, **kwargs):
        """With how far each is."""
        rows = self.visible(Round)
        page = paginate(with_progress(rows).select_related("owner").order_by("-held_on", "-pk"), self.request.GET, counted=rows)
        may_add = self.request.user.has_perm("desk.add_round", self.request.municipality)
        return super().get_context_data(**kwargs) | {"page": page, "may_add": may_add}


@dataclass(frozen=True)
class Plan:
    """What a round over the chosen actors would be."""

    actor_count: int
    is_too_long: bool
    places: list[Place]
    way: list[Place]

    @property
    def without_point(self) -> int:
        """How many of its stops stand at the end because nobody knows where they are."""
        return sum(not place.has_point for place in self.way)

    @property
    def is_cut(self) -> bool:
        """Whether only the nearest of the actors are on it."""
        return self.actor_count > len(self.way)

    @property
    def kilometres(self) -> float:
        """How long the way is, as the crow flies."""
        return length([place for place in self.way if place.has_point])


class RoundCreateView(FormPage, CreateView):
    """A round over the actors that the address names: the filters of the actors' list, or rows ticked there (as for editing many)."""

    right = "desk.add_round"
    model = Round
    form_class = RoundForm
    template_name = "desk/round_form.html"

    @cached_property
    def query(self) -> str:
        """The filters of the list."""
        asked = self.request.GET
        return QueryDict(asked["query"]).urlencode() if "query" in asked else asked.urlencode()

    @cached_property
    def keys(self) -> list[int] | None:
        """The ticked rows; None if all rows of the list are meant."""
        asked = self.request.GET
        if "all" in asked or not {"keys", "query"} & set(asked):
            return None
        texts = [text for value in asked.getlist("keys") for text in value.split(",")]
        return sorted({int(text) for text in texts if text[:20] == text and text.isdecimal() and int(text) <= LARGEST_KEY})

    @cached_property
    def filterset(self):
        """The filters of the list, over the rows that this person sees."""
        return LISTS[OfficeList.ACTORS].filterset(self.request.user, self.request.municipality, self.query)

    @cached_property
    def plan(self) -> Plan:
        """Whom it is about."""
        actors = self.filterset.qs if self.keys is None else self.visible(Actor).filter(pk__in=self.keys[:LOOKED_THROUGH])
        count = actors.count()
        is_too_long = count > LOOKED_THROUGH
        places = [] if is_too_long or not count else places_of(actors)
        return Plan(count, is_too_long, places, walking_order(places))

    def list_url(self) -> str:
        """The list, filtered as it was."""
        return reverse("actor_list") + (f"?{self.query}" if self.query else "")

    def dispatch(self, request, *args, **kwargs):
        """Without anybody to visit, or with too many, the list is the place to be."""
        if request.user.is_authenticated and self.may_enter():
            if not self.plan.actor_count:
                messages.warning(request, _("Nobody is chosen. Please filter the list or tick actors, then plan the round."))
                return redirect(self.list_url())
            if self.plan.is_too_long:
                text = _("These are more than %(limit)s actors. Please filter the list by district or field, then plan the round.")
                messages.warning(request, text % {"limit": intcomma(LOOKED_THROUGH)})
                return redirect(self.list_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        """The list in words is a title."""
        is_filtered = self.keys is None and any(not criterion.is_default for criterion in criteria_of(self.filterset))
        title = describe(self.filterset, OfficeList.ACTORS) if is_filtered else _("Round")
        return super().get_initial() | {"title": title[:LONGEST_TITLE]}

    def get_form_kwargs(self):
        """One may begin at each of the actors."""
        return super().get_form_kwargs() | {"places": self.plan.places}

    def get_context_data(self, **kwargs):
        """With the way that it would be."""
        more = {"plan": self.plan, "at_most": STOPS_AT_MOST, "list_url": self.list_url()}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form):
        """Once per form."""
        way = walking_order(self.plan.places, start=form.cleaned_data.get("start"))
        self.object, _is_new = actions.begin_round(
            municipality=self.request.municipality,
            values=form.values,
            actor_keys=[place.key for place in way],
            form_key=form.cleaned_data["form_key"],
        )
        number = len(way)
        return self.done(ngettext("A round with %(number)d stop.", "A round with %(number)d stops.", number) % {"number": number})


class WalksRound:
    """What the list to walk by and its single stops share."""

    def round_context(self, walk: Round, only: RoundStop | None = None) -> dict:
        """The round with its progress and what is to be known at all of its stops, or at one."""
        user, municipality = self.request.user, self.request.municipality
        stops = stops_of(user, municipality, walk)
        shown = stops if only is None else [stop for stop in stops if stop.pk == only.pk]
        return {
            "round": walk,
            "visits": visits(user, municipality, stops, shown),
            "progress": progress_of(stops),
            "may_answer": user.has_perm("desk.change_roundstop", municipality),
        }


class RoundDetailView(WalksRound, OfficeView, DetailView):
    """The list to walk by, on a phone or on paper."""

    right = "desk.view_round"
    model = Round
    template_name = "desk/round_detail.html"

    def get_queryset(self):
        """With who walks."""
        return super().get_queryset().select_related("owner")

    def get_context_data(self, **kwargs):
        """All stops with what is to be known at each."""
        return super().get_context_data(**kwargs) | self.round_context(self.object)


class RoundStopView(WalksRound, OfficeView, DetailView):
    """One tap at a stop: what came of the visit, that taken back, a few words more, or one place up or down.

    With htmx the answer is the stop and the progress alone; otherwise the page comes back at the stop.
    """

    right = "desk.change_roundstop"
    model = RoundStop
    ANSWERS = {StopResult.MET, StopResult.ABSENT, StopResult.CLOSING}
    MOVES = {"up": -1, "down": 1}

    def get_queryset(self):
        """With its round."""
        return super().get_queryset().select_related("round", "actor")

    def page_url(self) -> str:
        """The list, at this stop."""
        return f"{self.object.round.get_absolute_url()}#halt-{self.object.pk}"

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        self.object = self.get_object()
        return redirect(self.page_url())

    def post(self, request, *args, **kwargs):
        """Do what the button says; what no button says does nothing."""
        self.object = self.get_object()
        asked, problem, typed = request.POST.get("do", ""), "", None
        if asked in self.ANSWERS:
            problem = self.answer(asked)
        elif asked == "undo":
            problem = self.take_back()
        elif asked == "note":
            problem, typed = self.add_note()
        elif asked in self.MOVES:
            actions.move_stop(stop=self.object, by=self.MOVES[asked], seen_position=small_int(request.POST.get("position"), -1))
            return redirect(self.page_url())
        if request.htmx:
            context = self.round_context(self.object.round, self.object)
            return render(request, "desk/_round_answer.html", context | {"problem": problem, "typed": typed})
        if typed is not None:
            # What was typed stands in the page that comes back.
            context = self.round_context(self.object.round)
            return render(request, "desk/round_detail.html", context | {"problem": problem, "typed": typed, "failed": self.object.pk})
        if problem:
            messages.warning(request, problem)
        return redirect(self.page_url())

    def answer(self, result: str) -> str:
        """The first tap counts; says so if somebody else was quicker with another answer."""
        stop, _is_new = actions.answer_stop(user=self.request.user, stop=self.object, result=result)
        if stop.result != result:
            return _("Noted already: %(result)s.") % {"result": stop.get_result_display()}
        return ""

    def take_back(self) -> str:
        """The stop is open again, unless somebody has worked on the consultation."""
        _stop, is_open = actions.take_back_answer(user=self.request.user, stop=self.object)
        return "" if is_open else _("The consultation was edited meanwhile, so it stays. Please change it on its own page.")

    def add_note(self) -> tuple[str, dict | None]:
        """(what went wrong, what was typed) of the few words about a visit."""
        form = VisitForm(self.request.POST)
        typed = {name: self.request.POST.get(name, "") for name in ("note", "minutes")}
        if not form.is_valid():
            if "minutes" in form.errors:
                return _("Minutes: please enter a whole number from 1 to 1440."), typed
            return _("The note could not be saved. It may have at most 20,000 characters."), typed
        try:
            actions.note_visit(user=self.request.user, stop=self.object, **form.cleaned_data)
        except Conflict:
            return _("The consultation was edited meanwhile. Please add your words on its own page."), typed
        return "", None
