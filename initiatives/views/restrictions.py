"""Restricting the data of an actor or a person (Art. 18 GDPR), the list of what is restricted, and the log of accesses."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from initiatives import actions
from initiatives.filters import AccessLogFilter
from initiatives.forms import LiftRestrictionForm, LogReasonForm, RestrictForm
from initiatives.models import Actor, Contact, ExportEntry, LogReading
from initiatives.restricted import restricted_records, restricted_rows
from initiatives.tables import AccessLogTable
from wf40.views.lists import COUNT, ONLY, ListPage
from wf40.views.mixins import FormPage, OfficeView

RIGHT = {Actor: "initiatives.restrict_actor", Contact: "initiatives.restrict_contact"}
LOG_RIGHT = "initiatives.view_exportentry"
# In the session: city -> the entry with this person's reason.
LOG_KEPT = "log_readings"


class RestrictedListView(OfficeView, TemplateView):
    """The one place where restricted records are named."""

    right = RIGHT[Actor]
    template_name = "initiatives/restricted_list.html"

    def get_context_data(self, **kwargs):
        """Actors and people, the newest restriction first."""
        records = [
            {"record": record, "is_person": isinstance(record, Contact)}
            for record in restricted_records(self.request.user, self.request.municipality)
        ]
        return super().get_context_data(**kwargs) | {"records": records}


class RestrictionStep(FormPage, SingleObjectMixin, FormView):
    """What both steps share: asked on a page of its own, for an actor or a person (`model`)."""

    model = Actor
    success_url = reverse_lazy("restricted_list")

    @property
    def right(self):
        """Each kind of record has its own right."""
        return RIGHT[self.model]

    def restricted(self):
        """The restricted records of this kind."""
        return restricted_rows(self.model, self.request.user, self.request.municipality)

    def dispatch(self, request, *args, **kwargs):
        """Whoever presses twice, or comes by an old tab, is led on to where the record is now."""
        if request.user.is_authenticated and self.may_enter():
            if self.is_done():
                return redirect(self.get_done_url())
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With the kind of record, for its words."""
        return super().get_context_data(**kwargs) | {"is_person": self.model is Contact}


class RestrictView(RestrictionStep):
    """An actor or a person is restricted."""

    form_class = RestrictForm
    template_name = "initiatives/restrict.html"

    def is_done(self) -> bool:
        """Restricted already."""
        return self.restricted().filter(pk=self.kwargs["pk"]).exists()

    def get_done_url(self):
        """To the list in which it stands."""
        return self.success_url

    def form_valid(self, form):
        """From now on the record stands nowhere else."""
        actions.restrict(user=self.request.user, record=self.object, **form.cleaned_data)
        return self.done(_("The data of %(name)s are restricted.") % {"name": self.object})


class LiftRestrictionView(RestrictionStep):
    """A restriction ends."""

    form_class = LiftRestrictionForm
    template_name = "initiatives/restriction_lift.html"

    def get_queryset(self):
        """Restricted records stand in no other list."""
        return self.restricted()

    def is_done(self) -> bool:
        """Not restricted any more."""
        return self.visible(self.model).filter(pk=self.kwargs["pk"]).exists()

    def get_done_url(self):
        """To the record's page, which is open again."""
        return self.visible(self.model).get(pk=self.kwargs["pk"]).get_absolute_url()

    def form_valid(self, form):
        """The record is back everywhere."""
        actions.lift_restriction(user=self.request.user, record=self.object, note=form.cleaned_data["note"])
        return self.done(_("The restriction of %(name)s is lifted.") % {"name": self.object})


class LogReasonView(FormPage, FormView):
    """Before the log: who opens it says why, and that stands in the log itself."""

    right = LOG_RIGHT
    form_class = LogReasonForm
    template_name = "initiatives/access_log_reason.html"

    def get_success_url(self):
        """The log, with the filters of the address."""
        return self.request.get_full_path()

    def form_valid(self, form):
        """Written down; this browser may read for a while."""
        who = {"user": self.request.user, "municipality": self.request.municipality}
        reading = actions.open_access_log(reason=form.cleaned_data["reason"], **who)
        kept = self.request.session.get(LOG_KEPT, {})
        self.request.session[LOG_KEPT] = kept | {str(self.request.municipality.pk): reading.pk}
        return self.done()


class AccessLogView(ListPage):
    """Who took out, read or restricted what, and when; opened with a reason."""

    right = LOG_RIGHT
    model = ExportEntry
    filterset_class = AccessLogFilter
    template_name = "initiatives/access_log.html"

    def is_open(self) -> bool:
        """Whether this person gave a reason for this city in this session a short while ago."""
        key = self.request.session.get(LOG_KEPT, {}).get(str(self.request.municipality.pk))
        since = timezone.now() - actions.LOG_OPEN_FOR
        return self.visible(LogReading).filter(pk=key, reader=self.request.user, read_at__gt=since).exists()

    def get(self, request, *args, **kwargs):
        """The log to whom it is open; to the others the question why, and no row."""
        if self.is_open():
            return super().get(request, *args, **kwargs)
        if request.GET.get(ONLY) == COUNT:  # the filter bar of a page that stood there until the time was over
            return HttpResponse(status=204)
        return LogReasonView.as_view()(request)

    def post(self, request, *args, **kwargs):
        """The reason; given twice it counts once."""
        return redirect(request.get_full_path()) if self.is_open() else LogReasonView.as_view()(request)

    def get_table(self):
        """The table knows for whom it names records."""
        return AccessLogTable(self.request.GET, user=self.request.user, municipality=self.request.municipality)
