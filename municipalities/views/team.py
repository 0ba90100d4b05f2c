"""The people of the office, for those who lead it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, UpdateView

from municipalities import actions
from municipalities.filters import TeamFilter
from municipalities.forms import InvitationForm, RoleForm
from municipalities.models import Membership
from municipalities.second_factor import is_demanded_of, resets_of, with_second_factor
from municipalities.tables import TeamTable, state_of
from wf40.history import changes_of
from wf40.views.lists import ListPage
from wf40.views.mixins import FormPage, OfficeView

RIGHT = "municipalities.manage_team"
STEPS_SHOWN = 200


class TeamListView(ListPage):
    """Everybody who works in the office or did so."""

    right = RIGHT
    model = Membership
    filterset_class = TeamFilter
    table_class = TeamTable
    template_name = "municipalities/team_list.html"

    def prepare(self, queryset):
        """With the accounts and whether each has a second factor."""
        return with_second_factor(queryset.select_related("user"))


class InviteView(FormPage, FormView):
    """Somebody new in the office, by mail."""

    right = RIGHT
    form_class = InvitationForm
    template_name = "municipalities/team_invite.html"

    def form_valid(self, form):
        """Sent twice, the second leads to the person whom the first took in."""
        try:
            self.membership, is_new = actions.invite(municipality=self.request.municipality, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
            return self.form_invalid(form)
        name = {"name": self.membership.user}
        if not is_new:
            return self.done(_("%(name)s is in the team already; nothing was changed.") % name)
        if self.membership.user.has_usable_password():
            return self.done(_("%(name)s has an account already and works here from now on; a mail says so.") % name)
        return self.done(_("%(name)s is invited. The mail with the link is on its way.") % name)

    def get_success_url(self):
        """The person's page."""
        return reverse("team_member", args=[self.membership.pk])


class OfTheTeam(OfficeView):
    """What the pages of one person share."""

    right = RIGHT
    model = Membership

    def get_queryset(self):
        """In scope, with the account."""
        return with_second_factor(super().get_queryset().select_related("user", "municipality"))

    def get_context_data(self, **kwargs):
        """Nobody changes the own membership."""
        return super().get_context_data(**kwargs) | {"is_own": self.object.user_id == self.request.user.pk}


class TeamMemberView(OfTheTeam, DetailView):
    """A person of the office: what they do here, and who changed that."""

    template_name = "municipalities/team_member.html"

    def get_context_data(self, **kwargs):
        """With the newest changes of role, work and second factor."""
        person = self.object.user
        steps = [*changes_of(self.object, without={"user"}, limit=STEPS_SHOWN), *resets_of(person, STEPS_SHOWN)]
        return super().get_context_data(**kwargs) | {
            "person": person,
            "state": state_of(self.object),
            "is_demanded": is_demanded_of(person),
            "may_invite_again": self.object.is_active and person.is_active and not person.has_usable_password(),
            "steps": sorted(steps, key=lambda step: step.when, reverse=True)[:STEPS_SHOWN],
        }


class RoleView(OfTheTeam, FormPage, UpdateView):
    """Another role for a person of the office."""

    form_class = RoleForm
    template_name = "municipalities/team_role.html"

    def form_valid(self, form):
        """The action decides under a lock whether the office keeps a manager."""
        try:
            membership = actions.change_role(by=self.request.user, membership=self.object, role=form.cleaned_data["role"])
        except ValidationError as error:
            form.add_error("role", error)
            return self.form_invalid(form)
        return self.done(_("%(name)s: %(role)s.") % {"name": membership.user, "role": membership.get_role_display()})

    def get_success_url(self):
        """The person's page."""
        return reverse("team_member", args=[self.object.pk])


class TeamStep(OfTheTeam, DetailView):
    """Something that is done with one person by a button; with a template it is asked first, without one a link leads to the person.

    Subclasses say in `act` what is done and return what to tell.
    """

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        if self.template_name:
            return super().get(request, *args, **kwargs)
        return self._back(self.get_object())

    def post(self, request, *args, **kwargs):
        """Do it, or say why not."""
        membership = self.get_object()
        try:
            messages.success(request, self.act(membership))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return self._back(membership)

    def _back(self, membership):
        return redirect("team_member", membership.pk)


class InviteAgainView(TeamStep):
    """The invitation once more."""

    def act(self, membership) -> str:
        """One mail, however often the button is pressed."""
        if actions.invite_again(membership=membership):
            return _("The mail to %(email)s is on its way.") % {"email": membership.user.email}
        return _("A mail to %(email)s is on its way already.") % {"email": membership.user.email}


class SwitchOffView(TeamStep):
    """A person leaves the office."""

    template_name = "municipalities/team_switch_off.html"

    def act(self, membership) -> str:
        """At once, in all sessions."""
        actions.switch_off(by=self.request.user, membership=membership)
        return _("%(name)s no longer works here.") % {"name": membership.user}


class SwitchOnView(TeamStep):
    """A person comes back."""

    def act(self, membership) -> str:
        """In the role they had."""
        actions.switch_on(by=self.request.user, membership=membership)
        return _("%(name)s works here again.") % {"name": membership.user}


class ResetSecondFactorView(TeamStep):
    """A person lost the device that shows the codes."""

    template_name = "municipalities/team_reset_second_factor.html"

    def act(self, membership) -> str:
        """The person is told by mail."""
        actions.reset_second_factor(by=self.request.user, person=membership.user)
        return _("The second factor of %(name)s is reset; a mail says so.") % {"name": membership.user}
