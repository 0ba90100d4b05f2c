"""The pages of actors."""

from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView

from initiatives import actions
from initiatives.choices import OfficeList
from initiatives.forms import ActorForm
from initiatives.models import Actor, ActorAlias, Consultation, FollowUp
from initiatives.own_fields import own_facts, own_steps
from initiatives.picker import make_picker
from initiatives.rules import decision_of, purpose_states
from initiatives.timelines import in_order
from initiatives.views.changes import STEPS_SHOWN, ChangesPage
from initiatives.views.duplicates import AsksIfSimilar
from initiatives.views.lists import RegisterListPage
from initiatives.views.timelines import TIMELINE_SHOWN, TimelinePage, brief_timeline
from wf40.history import changes_of, comings_and_goings
from wf40.registry import bulk_buttons, panels, timeline
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView

# Panels up to this position stand above everything else on the actor's page.
FIRST = 5
# A warning is corrected on its own page.
WARNING_FIELDS = frozenset({"kind", "text", "ended_at", "ended_by"})
ROWS_SHOWN = 100


class ActorListView(RegisterListPage):
    """The office's actors."""

    right = "initiatives.view_actor"
    office_list = OfficeList.ACTORS
    template_name = "initiatives/actor_list.html"

    def get_table(self):
        """With columns for the office's own fields, and a box for each row where many may be edited at once."""
        reader = (self.request.user, self.request.municipality)
        table = self.table_class(self.request.GET, own_fields=self.filterset.own_fields, reader=reader)
        if self.request.user.has_perm("initiatives.bulk_change_actor", self.request.municipality):
            table.check_form = "bulk-form"
        return table

    def get_context_data(self, **kwargs):
        """With the right to add, and what higher floors do with ticked rows."""
        user, municipality = self.request.user, self.request.municipality
        buttons = [entry for entry in bulk_buttons if user.has_perm(entry.right, municipality)]
        may_add = user.has_perm("initiatives.add_actor", municipality)
        return super().get_context_data(**kwargs) | {"may_add": may_add, "bulk_buttons": buttons}


class ActorPage(OfficeView):
    """What the pages of one actor share."""

    right = "initiatives.view_actor"
    model = Actor

    def get_queryset(self):
        """With what the head of the page shows."""
        return (
            super()
            .get_queryset()
            .select_related("steward", "deputy", "assured_by", "archived_by", "released_by")
            .prefetch_related("work_fields", "tags", "aliases")
        )


class ActorDetailView(ActorPage, DetailView):
    """The actor's page: open promises first, then the one timeline; facts, people and places beside it."""

    template_name = "initiatives/actor_detail.html"

    def get_context_data(self, **kwargs):
        """Everything in a fixed number of queries."""
        context = super().get_context_data(**kwargs)
        user, municipality, actor = self.request.user, self.request.municipality, self.object
        shown, told = brief_timeline(self.request, timeline, actor)
        talks = told.get("consultations")
        # As long as all of them stand in the timeline, they are counted there.
        is_whole = talks is not None and len(talks) < TIMELINE_SHOWN
        consultation_count = len(talks) if is_whole else Consultation.objects.visible_to(user, municipality, at=actor).count()
        promises = FollowUp.objects.visible_to(user, municipality, at=actor).still_open()
        actor.known_states = purpose_states(actor)
        context |= {
            "promises": promises.select_related("assignee", "consultation")[:ROWS_SHOWN],
            "timeline": in_order(told)[:TIMELINE_SHOWN],
            "timeline_shown": shown,
            "roles": actor.contact_roles.sighted().select_related("contact")[:ROWS_SHOWN],
            "locations": actor.locations.select_related("district")[:ROWS_SHOWN],
            "consultation_count": consultation_count,
            "own_facts": own_facts(user, municipality, actor),
            "panels": [
                {"template": panel.template, "is_aside": panel.is_aside, "is_first": panel.position <= FIRST, "context": content}
                for panel in panels
                if (content := panel.context(user, municipality, actor)) is not None
            ],
            "may_change": user.has_perm("initiatives.change_actor", municipality),
            "may_consult": user.has_perm("initiatives.add_consultation", municipality),
            "facts": {name: Actor._meta.get_field(name).words(getattr(actor, name)) for name in ("founded", "goals", "languages")},
            "may_release": user.has_perm("initiatives.release_actor", municipality),
            "may_restrict": user.has_perm("initiatives.restrict_actor", municipality),
            "publication": decision_of(actor.known_states, actor, "publish_profile"),
            "has_to_be_told": bool(actor.is_person_like and actor.source and not actor.informed_on and not actor.archived_at),
        }
        return context


class ActorTimelineView(ActorPage, TimelinePage):
    """Everything that belongs to an actor, in one line of time."""

    sources = timeline
    list_name = "actor_list"


class ActorChangesView(ActorPage, ChangesPage):
    """Who changed what, when, from what, to what."""

    template_name = "initiatives/actor_changes.html"
    page_name, restore_name, change_right = "actor_changes", "actor_restore", "initiatives.change_actor"

    def records(self):
        """The actor and its places."""
        return [self.object, *self.object.locations.select_related("actor")[:ROWS_SHOWN]]

    def steps(self):
        """The newest savings of the actor, its places, its other names and the office's own fields."""
        actor, *places = self.records()
        steps = changes_of(actor, fixed=actions.NEVER_RESTORED, limit=STEPS_SHOWN)
        steps += changes_of(*places, without={"actor"}, fixed=actions.NEVER_RESTORED, limit=STEPS_SHOWN)
        names = ActorAlias.history.filter(actor_id=actor.pk).order_by("-history_date", "-history_id")
        steps += own_steps(actor, STEPS_SHOWN)
        flags = actor.warning_flags.all()[:ROWS_SHOWN]
        steps += changes_of(*flags, without={"actor"}, fixed=WARNING_FIELDS, limit=STEPS_SHOWN)
        steps += comings_and_goings(names[:STEPS_SHOWN], str(ActorAlias._meta.verbose_name))
        return sorted(steps, key=lambda step: step.when, reverse=True)[:STEPS_SHOWN]


class ActorCreateView(AsksIfSimilar, FormPage, CreateView):
    """A new actor; names that exist already are shown before a second one is made."""

    right = "initiatives.add_actor"
    model = Actor
    form_class = ActorForm
    template_name = "initiatives/actor_form.html"

    def get_initial(self):
        """The name that somebody looked for in vain."""
        return {"trading_name": self.request.GET.get("name", "")[:200], "locality": self.request.municipality.name}

    def form_valid(self, form):
        """Saved only if nobody seems to be the same, or if somebody said that it is another one."""
        if (question := self.ask_if_similar(form)) is not None:
            return question
        self.object, is_new = actions.create_actor(
            user=self.request.user,
            municipality=self.request.municipality,
            values=form.values,
            form_key=form.cleaned_data["form_key"],
        )
        return self.done(_("%(name)s was taken into the register.") % {"name": self.object} if is_new else "")

    def get_context_data(self, **kwargs):
        """Whoever already bears a name that came with the address."""
        if self.request.method == "GET" and (name := self.get_initial()["trading_name"]):
            kwargs["similar"] = self.find_similar({"trading_name": name})
        return super().get_context_data(**kwargs)


class ActorUpdateView(AsksIfSimilar, EditsRecord, FormPage, UpdateView):
    """An actor's facts."""

    right = "initiatives.change_actor"
    model = Actor
    form_class = ActorForm
    template_name = "initiatives/actor_form.html"

    def form_valid(self, form):
        """An edit may make an actor the same as another one."""
        question = self.ask_if_similar(form)
        return super().form_valid(form) if question is None else question

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_actor(actor=self.object, values=form.values, **form.resolution)


class ActorPickView(OfficeView, TemplateView):
    """The part of a form in which actors and their people are chosen, renewed while typing."""

    right = "initiatives.view_actor"
    template_name = "initiatives/_picker.html"

    def get_context_data(self, **kwargs):
        """What is chosen stays, what fits the words is offered."""
        asked = self.request.GET
        picker = make_picker(
            self.request.user,
            self.request.municipality,
            actor_keys=asked.getlist("actors"),
            contact_keys=asked.getlist("contacts"),
            query=asked.get("actor_query", ""),
        )
        return super().get_context_data(**kwargs) | {"picker": picker}
