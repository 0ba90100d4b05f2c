"""The pages of promises."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, UpdateView

from initiatives import actions
from initiatives.choices import OfficeList
from initiatives.forms import FollowUpForm
from initiatives.models import Actor, FollowUp
from initiatives.tables import FollowUpTable
from initiatives.views.lists import RegisterListPage
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
        count = self.visible(FollowUp).still_open().aggregate(all=Count("pk"), mine=mine)
        asked = self.request.GET
        current = "done" if asked.get("state") == "done" else "mine" if asked.get("assignee") == str(user.pk) else "all"
        context["tabs"] = [
            {
                "label": _("Mine"),
                "url": f"?assignee={user.pk}",
                "count": count["mine"],
                "is_current": current == "mine",
            },
            {"label": _("The whole office"), "url": "?", "count": count["all"], "is_current": current == "all"},
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
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.object.actor}

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_follow_up(follow_up=self.object, values=form.values, **form.resolution)

    def get_success_url(self):
        """Back to the actor."""
        return self.object.actor.get_absolute_url() if self.object.actor else super().get_success_url()


class FollowUpStateView(OfficeView, DetailView):
    """Done or open again, by a button; a page opened by its address leads to the promise."""

    right = "initiatives.change_followup"
    model = FollowUp
    is_done = True

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_object().get_absolute_url())

    def post(self, request, *args, **kwargs):
        """Change the state and go back to where the button was."""
        follow_up = self.get_object()
        if self.is_done:
            actions.finish_follow_up(user=request.user, follow_up=follow_up)
        else:
            actions.reopen_follow_up(follow_up=follow_up)
        target = request.POST.get("next", "")
        if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            target = follow_up.get_absolute_url()
        return redirect(target)
