"""The pages of promises."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, UpdateView

from initiatives import actions
from initiatives.choices import OfficeList
from initiatives.forms import FinishForm, FollowUpForm, MoveForm
from initiatives.models import Actor, FollowUp
from initiatives.tables import FollowUpTable
from initiatives.views.lists import RegisterListPage
from wf40.editing import Conflict
from wf40.input import own_address
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView


class FollowUpListView(RegisterListPage):
    """What was promised: mine, everybody's, due, done."""

    right = "initiatives.view_followup"
    office_list = OfficeList.FOLLOW_UPS
    template_name = "initiatives/follow_up_list.html"

    def get_table(self):
        """With a button per row for those who may change."""
        may_change = self.request.user.has_perm("initiatives.change_followup", self.request.municipality)
        shows_done = self.request.GET.get("state") in ("done", "all")
        return FollowUpTable(self.request.GET, shows_done=shows_done, may_change=may_change)

    def get_context_data(self, **kwargs):
        """With the tabs and their counts."""
        context = super().get_context_data(**kwargs)
        user = self.request.user
        mine = Count("pk", filter=Q(assignee=user))
        theirs = Count("pk", filter=Q(is_theirs=True))
        count = self.visible(FollowUp).still_open().aggregate(all=Count("pk"), mine=mine, theirs=theirs)
        asked = self.request.GET
        is_mine = asked.get("assignee") == str(user.pk)
        current = "done" if asked.get("state") == "done" else "mine" if is_mine else "theirs" if asked.get("theirs") == "yes" else "all"
        context["tabs"] = [
            {
                "label": _("Mine"),
                "url": f"?assignee={user.pk}",
                "count": count["mine"],
                "is_current": current == "mine",
            },
            {"label": _("The whole office"), "url": "?", "count": count["all"], "is_current": current == "all"},
            {"label": _("Promised to us"), "url": "?theirs=yes", "count": count["theirs"], "is_current": current == "theirs"},
            {"label": _("Done"), "url": "?state=done&sort=-done", "count": None, "is_current": current == "done"},
        ]
        return context


class FollowUpCreateView(FormPage, CreateView):
    """A promise noted by hand, at an actor."""

    right = "initiatives.add_followup"
    model = FollowUp
    form_class = FollowUpForm
    template_name = "initiatives/follow_up_form.html"

    @cached_property
    def actor(self):
        """The actor to whom it was promised."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["actor"])

    def get_context_data(self, **kwargs):
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.actor}

    def form_valid(self, form):
        """Once per form."""
        self.object, _is_new = actions.promise(
            user=self.request.user,
            municipality=self.request.municipality,
            values=form.values | {"actor": self.actor},
            form_key=form.cleaned_data["form_key"],
        )
        return self.done(_("Follow-up saved."))

    def get_success_url(self):
        """Back to the actor."""
        return self.actor.get_absolute_url()


class FollowUpUpdateView(EditsRecord, FormPage, UpdateView):
    """A promise is moved, handed over or reworded."""

    right = "initiatives.change_followup"
    model = FollowUp
    form_class = FollowUpForm
    template_name = "initiatives/follow_up_form.html"

    def get_queryset(self):
        """With the actor."""
        return super().get_queryset().select_related("actor", "consultation", "done_by")

    def get_context_data(self, **kwargs):
        """With the actor, and the days to which it can be moved at once."""
        today = timezone.localdate()
        moves = [(days, today + timedelta(days=days)) for days in MoveForm.DAYS]
        return super().get_context_data(**kwargs) | {"actor": self.object.actor, "moves": moves}

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_follow_up(follow_up=self.object, values=form.values, **form.resolution)

    def get_success_url(self):
        """Back to the actor."""
        return self.object.actor.get_absolute_url() if self.object.actor else super().get_success_url()


def way_back(request, follow_up) -> str:
    """Where the button was that somebody pressed, if that is a page of ours; otherwise the promise."""
    return own_address(request.POST.get("next", "")) or follow_up.get_absolute_url()


class FollowUpButton(OfficeView, DetailView):
    """A button at a promise; a page opened by its address leads to the promise."""

    right = "initiatives.change_followup"
    model = FollowUp

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_object().get_absolute_url())

    def post(self, request, *args, **kwargs):
        """Act and go back to where the button was."""
        follow_up = self.get_object()
        self.act(follow_up)
        return redirect(way_back(request, follow_up))

    def act(self, follow_up) -> None:
        """What the button does."""
        raise NotImplementedError


class FollowUpStateView(FollowUpButton):
    """Done, with a word about it if somebody wrote one, or open again."""

    is_done = True

    def act(self, follow_up):
        """Change the state."""
        if not self.is_done:
            actions.reopen_follow_up(follow_up=follow_up)
            return
        form = FinishForm(self.request.POST)
        if form.is_valid():
            actions.finish_follow_up(user=self.request.user, follow_up=follow_up, note=form.cleaned_data["note"])
        else:
            messages.error(self.request, form.errors["note"][0])


class FollowUpMoveView(FollowUpButton):
    """A promise gets another day: tomorrow, in a week, in thirty days, or a day of one's choice."""

    def act(self, follow_up):
        """Say to which day, or why not."""
        form = MoveForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, next(iter(form.errors.values()))[0])
            return
        day = form.cleaned_data["target"]
        try:
            follow_up = actions.move_follow_up(follow_up=follow_up, due_on=day, seen_due_on=form.cleaned_data["seen"])
        except Conflict as conflict:
            text = _("Somebody has just moved this follow-up to %(day)s. It was not moved once more.")
            messages.warning(self.request, text % {"day": date_format(conflict.current.due_on, "SHORT_DATE_FORMAT")})
            return
        if follow_up.done_at is not None:
            messages.info(self.request, _("This follow-up is done already."))
        else:
            messages.success(self.request, _("Moved to %(day)s.") % {"day": date_format(day, "SHORT_DATE_FORMAT")})
