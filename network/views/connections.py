"""The office's list of connections; a connection is written down, edited, moved by hand."""

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView, TemplateView, UpdateView
from django.views.generic.detail import SingleObjectMixin

from initiatives.choices import OfficeList
from initiatives.models import Consultation
from initiatives.views.changes import STEPS_SHOWN
from initiatives.views.exports import ExportView
from initiatives.views.lists import RegisterListPage
from network import actions
from network.choices import ConnectionKind
from network.forms.connections import ConnectionCreateForm, ConnectionForm, StageForm
from network.models import Connection
from network.names import Names
from network.picking import FIRST, SECOND, SIDES, make_pick
from network.tables.connections import sentence
from wf40.history import changes_of
from wf40.input import small_int
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView

# What the page of changes leaves out: the two sides never change, and where it began stands on the connection's page.
NOT_IN_CHANGES = frozenset(("from_actor", "to_actor", "consultation", "want", "offer", "first_asked"))
CONNECTIONS_SHOWN = 10


class ConnectionListView(RegisterListPage):
    """The office's connections, newest first."""

    right = "network.view_connection"
    office_list = OfficeList.CONNECTIONS
    template_name = "network/connection_list.html"

    def get_context_data(self, **kwargs):
        """With the right to add."""
        may_add = self.request.user.has_perm("network.add_connection", self.request.municipality)
        return super().get_context_data(**kwargs) | {"may_add": may_add}


class ConnectionExportView(ExportView):
    """The list of connections as a file."""

    office_list = OfficeList.CONNECTIONS


class ConnectionPage(OfficeView):
    """What the pages of one connection share."""

    right = "network.change_connection"
    model = Connection

    def get_queryset(self):
        """With both its actors."""
        return super().get_queryset().with_names().select_related("broker")

    @cached_property
    def names(self) -> Names:
        """How its two sides are named here."""
        return Names.of_rows(self.request.municipality, [self.object])

    def get_context_data(self, **kwargs):
        """With the two in words."""
        row = self.object
        if row is None:
            return super().get_context_data(**kwargs)
        first, second = self.names.of(row.from_actor), self.names.of(row.to_actor)
        return super().get_context_data(**kwargs) | {"connection": row, "sentence": sentence(first, row.kind, second)}


class ConnectionPickView(OfficeView, TemplateView):
    """The part of the form in which one side is chosen, renewed while typing."""

    right = "network.add_connection"
    template_name = "network/_pick.html"

    def get_context_data(self, **kwargs):
        """Who is chosen stays, who fits the words is offered."""
        asked = self.request.GET
        side = SECOND if asked.get("seite") == SECOND else FIRST
        query = asked.get(f"{side}_query", "")
        pick = make_pick(self.request.user, self.request.municipality, side, key=asked.get(side), query=query)
        return super().get_context_data(**kwargs) | {"pick": pick}


class ConnectionCreateView(FormPage, CreateView):
    """A connection that exists already, or an idea, is written down; from an actor's page or a talk its sides are chosen already."""

    right = "network.add_connection"
    model = Connection
    form_class = ConnectionCreateForm
    template_name = "network/connection_form.html"

    @cached_property
    def consultation(self):
        """The talk in which it began, if the address or the form names one of this city."""
        key = small_int(self.request.POST.get("consultation") or self.request.GET.get("consultation"))
        return self.visible(Consultation).filter(pk=key).first() if key else None

    def get_initial(self):
        """The sides that the address names."""
        asked = self.request.GET
        found = {FIRST: small_int(asked.get("actor")), SECOND: small_int(asked.get("second"))}
        if self.consultation is not None:
            present = self.consultation.actors.filter(restricted_at=None).order_by("sort_key", "pk").values_list("pk", flat=True)
            others = [key for key in present[:4] if key not in found.values()]
            for side in SIDES:
                found[side] = found[side] or (others.pop(0) if others else None)
            found["consultation"] = self.consultation.pk
        if asked.get("kind") in ConnectionKind.values:
            found["kind"] = asked["kind"]
        return {name: value for name, value in found.items() if value}

    def post(self, request, *args, **kwargs):
        """Looking for an actor only renews the choice; everything typed stays."""
        if any(f"find_{side}" in request.POST for side in SIDES):
            self.object = None
            form = self.get_form()
            form._errors = {}  # what is still missing is not yet an error
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With both choices, and the connections that the first one has already."""
        context = super().get_context_data(**kwargs)
        form, user, municipality = context["form"], self.request.user, self.request.municipality
        picks = [
            make_pick(user, municipality, side, key=form[side].value(), query=self.request.POST.get(f"{side}_query", "")) for side in SIDES
        ]
        if all(pick.chosen for pick in picks):
            form.name_sides(*(pick.chosen_name for pick in picks))
        context |= {"picks": [(pick, form[pick.side].errors) for pick in picks], "consultation": self.consultation}
        if (chosen := picks[0].chosen) is not None:
            rows = list(Connection.objects.visible_to(user, municipality, at=chosen).with_names()[:CONNECTIONS_SHOWN])
            names = Names.of_rows(municipality, rows)
            context["chosen"] = chosen
            context["connections"] = [(row, sentence(names.of(row.from_actor), row.kind, names.of(row.to_actor))) for row in rows]
        return context

    def form_valid(self, form):
        """Once per form."""
        first, second = form.sides
        about = {"kind": form.cleaned_data["kind"], "stage": form.cleaned_data["stage"], "values": form.values}
        user, municipality = self.request.user, self.request.municipality
        try:
            self.object, _is_new = actions.connect(
                user=user, municipality=municipality, first=first, second=second, form_key=form.cleaned_data["form_key"], **about
            )
        except ValidationError as error:
            form.add_error(None, error)
            existing = actions.running(first, second, about["kind"]) if "kind" in error.error_dict else None
            return self.render_to_response(self.get_context_data(form=form, existing_url=self.url_of(existing)))
        return self.done(_("The connection is written down."))

    def url_of(self, connection) -> str:
        """The page on which this office sees a connection, its own or another city's; empty if there is none."""
        if connection is None:
            return ""
        name = "connection_detail" if connection.municipality_id == self.request.municipality.pk else "far_connection_detail"
        try:
            return reverse(name, args=[connection.pk])
        except NoReverseMatch:  # an installation without these pages
            return ""


class ConnectionUpdateView(EditsRecord, ConnectionPage, FormPage, UpdateView):
    """What is known of a connection is corrected."""

    form_class = ConnectionForm
    template_name = "network/connection_form.html"

    def get_form(self, form_class=None):
        """The kinds read as sentences about the two."""
        form = super().get_form(form_class)
        form.name_sides(self.names.of(self.object.from_actor), self.names.of(self.object.to_actor))
        return form

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_connection(connection=self.object, values=form.values, **form.resolution)

    def form_valid(self, form):
        """What the saving refuses is said at the form's fields."""
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class ConnectionStageView(ConnectionPage, FormPage, SingleObjectMixin, FormView):
    """A connection is moved by hand: on, back with a reason, or closed."""

    form_class = StageForm
    template_name = "network/connection_stage.html"

    def dispatch(self, request, *args, **kwargs):
        """The connection is needed by every method."""
        self.object = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """The choices."""
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Move it."""
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The form knows where it stands."""
        return super().get_form_kwargs() | {"connection": self.object}

    def form_valid(self, form):
        """A second click changes nothing."""
        cleaned = form.cleaned_data
        try:
            moved = actions.move_stage(
                user=self.request.user,
                connection=self.object,
                stage=cleaned["stage"],
                reason=cleaned["reason"].strip(),
                ended_on=cleaned["ended_on"],
            )
        except ValidationError as error:
            if hasattr(error, "error_dict") and "kind" in error.error_dict:
                error = ValidationError({"stage": error.error_dict["kind"]})
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("Stage: %(stage)s.") % {"stage": moved.get_stage_display()})

    def get_success_url(self):
        """Back to the connection."""
        return self.object.get_absolute_url()


class ConnectionChangesView(ConnectionPage, DetailView):
    """Who changed what about a connection; its stages stand in its own log."""

    right = "network.view_connection"
    template_name = "network/connection_changes.html"

    def get_context_data(self, **kwargs):
        """The newest savings."""
        steps = changes_of(self.object, without=NOT_IN_CHANGES, limit=STEPS_SHOWN)
        return super().get_context_data(**kwargs) | {"steps": steps}
