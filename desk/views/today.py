"""Where staff arrive, and what stands behind it: the actors of whom nothing is heard, and the team's work."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from desk import actions
from desk.absences import absence_rows
from desk.forms import SnoozeForm
from desk.silent import newest_snoozes, put_off_actors, silent_actors
from desk.team import NEXT_DAYS, team_work
from desk.today import covered_by, own_absence
from initiatives.models import Actor
from municipalities.models import Absence
from wf40.input import own_address
from wf40.paging import paginate
from wf40.registry import today
from wf40.views.mixins import FormPage, OfficeView

# Thirteen weeks: the same day of the week, so never a Sunday by accident.
PUT_OFF_FOR = timedelta(weeks=13)


class TodayView(TemplateView):
    """The day of somebody of the office: what is due, what others owe, what must not be overlooked."""

    def is_of_the_office(self) -> bool:
        """Whether this person has a day here; researchers and people without a membership have none."""
        return bool(self.request.municipality) and self.request.user.has_perm("desk.view_today", self.request.municipality)

    def get_template_names(self):
        """The day, or the page for everybody else."""
        return ["desk/today.html" if self.is_of_the_office() else "desk/start.html"]

    def get_context_data(self, **kwargs):
        """The panels that have something to say, in their columns."""
        user, municipality, day = self.request.user, self.request.municipality, timezone.localdate()
        context = super().get_context_data(**kwargs)
        if not self.is_of_the_office():
            return context | {"memberships": user.active_memberships}
        shown = [(panel, panel.context(user, municipality, day)) for panel in today]
        shown = [(panel, found) for panel, found in shown if found is not None]
        own = own_absence(user, municipality, day)
        return context | {
            "day": day,
            "main": [(panel, found) for panel, found in shown if not panel.is_aside],
            "aside": [(panel, found) for panel, found in shown if panel.is_aside],
            "is_calm": not any(found.get("is_work", True) for panel, found in shown if not panel.is_aside),
            "summary": [piece for _panel, found in shown for piece in found.get("summary", ())],
            "absence": own,
            "is_absent": own is not None and own.first_day <= day,
            "covering": covered_by(user, municipality, day),
            "may_see_team": user.has_perm("desk.view_team_work", municipality),
            "may_enter_absence": user.has_perm("municipalities.add_absence", municipality),
            "may_capture": user.has_perm("initiatives.add_consultation", municipality),
            "path": self.request.path,
        }


class TeamWorkView(OfficeView, TemplateView):
    """What each colleague has in hand, whose work nobody does any more, who is away and who stands in."""

    right = "desk.view_team_work"
    template_name = "desk/team_work.html"

    def get_context_data(self, **kwargs):
        """The colleagues and the absences, the coming ones too."""
        user, municipality, day = self.request.user, self.request.municipality, timezone.localdate()
        left, colleagues = team_work(user, municipality, day)
        absences = self.visible(Absence).filter(last_day__gte=day).select_related("person", "covered_by")
        return super().get_context_data(**kwargs) | {
            "left": left,
            "colleagues": colleagues,
            "until": day + timedelta(days=NEXT_DAYS),
            "absences": absence_rows(user, municipality, absences, day),
        }


class SilentListView(OfficeView, TemplateView):
    """All actors who were advised once and never heard of again, and in a second view those whom somebody put off."""

    right = "desk.view_today"
    template_name = "desk/silent_list.html"

    def get_context_data(self, **kwargs):
        """One page of them, the longest silence first, with the decisions to wait."""
        user, municipality, day = self.request.user, self.request.municipality, timezone.localdate()
        is_put_off = self.request.GET.get("nur") == "zurueckgestellt"
        actors = (put_off_actors if is_put_off else silent_actors)(user, municipality, day)
        page = paginate(actors.select_related("steward"), self.request.GET)
        decisions = newest_snoozes(user, municipality, page.rows)
        return super().get_context_data(**kwargs) | {
            "rows": [(actor, decisions.get(actor.pk)) for actor in page.rows],
            "page": page,
            "is_put_off": is_put_off,
            "may_put_off": user.has_perm("desk.add_snooze", municipality),
            "path": self.request.get_full_path(),
        }


class SnoozeView(FormPage, FormView):
    """A silent actor is not brought up again before a day, with the reason."""

    right = "desk.add_snooze"
    form_class = SnoozeForm
    template_name = "desk/silent_snooze.html"

    @cached_property
    def actor(self):
        """Of whom nothing is heard."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["pk"])

    def get_initial(self):
        """In three months."""
        return {"until": timezone.localdate() + PUT_OFF_FOR}

    def get_context_data(self, **kwargs):
        """With the decision that holds now, and the way back."""
        decision = newest_snoozes(self.request.user, self.request.municipality, [self.actor]).get(self.actor.pk)
        is_in_force = decision is not None and decision.until > timezone.localdate()
        found = {"actor": self.actor, "decision": decision if is_in_force else None, "back_url": self.get_success_url()}
        return super().get_context_data(**kwargs) | found

    def form_valid(self, form):
        """Said twice, it is one decision."""
        decision, _is_new = actions.put_off(user=self.request.user, actor=self.actor, **form.cleaned_data)
        words = {"actor": self.actor, "day": f"{decision.until:%d.%m.%Y}"}
        return self.done(_("%(actor)s is brought up again on %(day)s.") % words)

    def get_success_url(self):
        """Back to the list if it was there, otherwise to the day."""
        return own_address(self.request.GET.get("next", "")) or reverse("office")
