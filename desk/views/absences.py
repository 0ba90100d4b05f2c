"""Absences: everybody enters their own, who leads the office all of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView

from desk import actions
from desk.absences import absence_rows, changeable, may_enter_for_others, troubles
from desk.forms import AbsenceForm
from municipalities.models import Absence
from wf40.views.mixins import FormPage, OfficeView

PAST_SHOWN = 50


class AbsenceListView(OfficeView, TemplateView):
    """Who is away now and soon, and who stands in; the past ones folded."""

    right = "municipalities.view_absence"
    template_name = "desk/absence_list.html"

    def get_context_data(self, **kwargs):
        """Present and coming ones by their days, the past ones backwards."""
        user, municipality, day = self.request.user, self.request.municipality, timezone.localdate()
        absences = self.visible(Absence).select_related("person", "covered_by")
        return super().get_context_data(**kwargs) | {
            "rows": absence_rows(user, municipality, absences.filter(last_day__gte=day), day),
            "past": list(absences.filter(last_day__lt=day).order_by("-last_day", "-pk")[:PAST_SHOWN]),
            "may_add": user.has_perm("municipalities.add_absence", municipality),
        }


class AbsenceFormPage(FormPage):
    """What entering and changing share: the days are looked at with the office locked, a cover who is away is said, not refused."""

    model = Absence
    form_class = AbsenceForm
    template_name = "desk/absence_form.html"
    success_url = reverse_lazy("absence_list")

    def get_queryset(self):
        """The own ones, or all."""
        return changeable(self.request.user, self.request.municipality)

    def get_form_kwargs(self):
        """Who may enter it for whom."""
        is_for_all = may_enter_for_others(self.request.user, self.request.municipality)
        return super().get_form_kwargs() | {"is_for_all": is_for_all}

    def save(self, values) -> Absence:
        """The action."""
        raise NotImplementedError

    def form_valid(self, form):
        """Saved, and said if the cover does not hold."""
        try:
            absence = self.save(form.values)
        except ValidationError as error:
            form.add_error("first_day", error)
            return self.form_invalid(form)
        for trouble in troubles([absence]).values():
            messages.warning(self.request, trouble)
        words = {"name": absence.person, "cover": absence.covered_by}
        return self.done(_("Absence of %(name)s saved, %(cover)s covers.") % words)

    def get_success_url(self):
        """The list."""
        return str(self.success_url)


class AbsenceCreateView(AbsenceFormPage, CreateView):
    """Somebody will be away, or is."""

    right = "municipalities.add_absence"

    def save(self, values):
        """Sent twice, it is one absence."""
        return actions.enter_absence(municipality=self.request.municipality, values=values)[0]


class AbsenceUpdateView(AbsenceFormPage, UpdateView):
    """Other days, or somebody else covers."""

    right = "municipalities.change_absence"

    def save(self, values):
        """The row as it is in the database, not as the form left it."""
        return actions.change_absence(absence=self.get_object(), values=values)


class AbsenceRemoveView(OfficeView, DetailView):
    """Asks, then removes an absence that does not take place."""

    right = "municipalities.delete_absence"
    model = Absence
    template_name = "desk/absence_remove.html"

    def get_queryset(self):
        """The own ones, or all."""
        return changeable(self.request.user, self.request.municipality)

    def post(self, request, *args, **kwargs):
        """Gone, and the cover ends with it."""
        absence = self.get_object()
        messages.success(request, _("Absence of %(name)s removed.") % {"name": absence.person})
        absence.delete()
        return redirect("absence_list")
