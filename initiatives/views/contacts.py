"""The pages of people."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, DetailView, UpdateView

from initiatives import actions
from initiatives.choices import OfficeList
from initiatives.forms import ContactForm, RoleForm
from initiatives.models import Actor, Contact, ContactRole
from initiatives.panels import files_of, mails_of, permissions
from initiatives.timelines import in_order
from initiatives.views.changes import STEPS_SHOWN, ChangesPage
from initiatives.views.duplicates import AsksIfSimilarContact
from initiatives.views.lists import RegisterListPage
from initiatives.views.timelines import TIMELINE_SHOWN, TimelinePage, brief_timeline
from wf40.history import changes_of
from wf40.input import small_int
from wf40.registry import contact_timeline
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage, OfficeView

ROLES_SHOWN = 100
PEOPLE_OFFERED = 20


class ContactListView(RegisterListPage):
    """The people whom the office knows."""

    right = "initiatives.view_contact"
    office_list = OfficeList.CONTACTS
    template_name = "initiatives/contact_list.html"

    def get_context_data(self, **kwargs):
        """With the right to add."""
        may_add = self.request.user.has_perm("initiatives.add_contact", self.request.municipality)
        return super().get_context_data(**kwargs) | {"may_add": may_add}


class ContactDetailView(OfficeView, DetailView):
    """A person: how to reach them, whom they serve, which talks they took part in."""

    right = "initiatives.view_contact"
    model = Contact
    template_name = "initiatives/contact_detail.html"

    def get_context_data(self, **kwargs):
        """With roles and the newest lines of the timeline."""
        shown, told = brief_timeline(self.request, contact_timeline, self.object)
        return super().get_context_data(**kwargs) | {
            "roles": self.object.roles.sighted().select_related("actor").order_by("actor__sort_key", "pk")[:ROLES_SHOWN],
            "has_to_be_told": bool(self.object.source and not self.object.informed_on),
            "timeline": in_order(told)[:TIMELINE_SHOWN],
            "timeline_shown": shown,
            "may_change": self.request.user.has_perm("initiatives.change_contact", self.request.municipality),
            "may_restrict": self.request.user.has_perm("initiatives.restrict_contact", self.request.municipality),
            "may_consult": self.request.user.has_perm("initiatives.add_consultation", self.request.municipality),
            "may_take_card": self.request.user.has_perm("initiatives.card_contact", self.request.municipality),
            "permissions": permissions(self.request.user, self.request.municipality, self.object),
            "files": files_of(self.request.user, self.request.municipality, self.object),
            "mails": mails_of(self.request.user, self.request.municipality, self.object),
        }


class ContactTimelineView(TimelinePage):
    """Everything that belongs to a person, in one line of time."""

    right = "initiatives.view_contact"
    model = Contact
    sources = contact_timeline
    list_name = "contact_list"


class ContactChangesView(ChangesPage):
    """Who changed what about a person."""

    right = "initiatives.view_contact"
    model = Contact
    template_name = "initiatives/contact_changes.html"
    page_name, restore_name, change_right = "contact_changes", "contact_restore", "initiatives.change_contact"

    def steps(self):
        """The newest savings."""
        return changes_of(self.object, fixed=actions.NEVER_RESTORED, limit=STEPS_SHOWN)


class ContactCreateView(AsksIfSimilarContact, FormPage, CreateView):
    """A new person, on the way from an actor's page with what they do there."""

    right = "initiatives.add_contact"
    model = Contact
    form_class = ContactForm
    template_name = "initiatives/contact_form.html"

    @cached_property
    def actor(self):
        """The actor from whose page we came."""
        key = self.kwargs.get("actor")
        return None if key is None else get_object_or_404(self.visible(Actor), pk=key)

    def get_form_kwargs(self):
        """The role is asked only at an actor."""
        return super().get_form_kwargs() | {"actor": self.actor}

    def get_context_data(self, **kwargs):
        """With the actor."""
        return super().get_context_data(**kwargs) | {"actor": self.actor}

    def form_valid(self, form):
        """Once per form, and only if nobody seems to be the same or somebody said that it is another person."""
        if (question := self.ask_if_similar(form)) is not None:
            return question
        self.object, _is_new = actions.create_contact(
            user=self.request.user,
            municipality=self.request.municipality,
            values=form.values,
            actor=self.actor,
            role_title=form.cleaned_data.get("role_title", ""),
            form_key=form.cleaned_data["form_key"],
        )
        return self.done(_("%(name)s was saved.") % {"name": self.object})

    def get_success_url(self):
        """Back to the actor, otherwise to the person."""
        return (self.actor or self.object).get_absolute_url()


class ContactUpdateView(AsksIfSimilarContact, EditsRecord, FormPage, UpdateView):
    """A person's entries."""

    right = "initiatives.change_contact"
    model = Contact
    form_class = ContactForm
    template_name = "initiatives/contact_form.html"

    def form_valid(self, form):
        """An edit may make a person the same as another one."""
        question = self.ask_if_similar(form)
        return super().form_valid(form) if question is None else question

    def save(self, form):
        """The action decides whether anything was changed meanwhile."""
        return actions.change_contact(contact=self.object, values=form.values, **form.resolution)


class RoleCreateView(FormPage, CreateView):
    """A person whom the register knows takes on a role at an actor."""

    right = "initiatives.add_contactrole"
    model = ContactRole
    form_class = RoleForm
    template_name = "initiatives/role_form.html"

    @cached_property
    def actor(self):
        """The actor, of this city."""
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["actor"])

    def get_context_data(self, **kwargs):
        """People who fit the words, to choose one."""
        query = self.request.GET.get("person", "")[:200]
        people = self.visible(Contact).exclude(roles__actor=self.actor)
        roles = Prefetch("roles", self.visible(ContactRole).select_related("actor"))
        offered = list(people.matching(query).prefetch_related(roles)[:PEOPLE_OFFERED]) if query.strip() else []
        chosen = self.visible(Contact).filter(pk=small_int(self.request.POST.get("contact"), 0)).first()
        if chosen and chosen not in offered:
            offered.insert(0, chosen)
        return super().get_context_data(**kwargs) | {"actor": self.actor, "query": query, "offered": offered, "chosen": chosen}

    def form_valid(self, form):
        """A second role of the same person at the same actor changes the first."""
        contact = form.cleaned_data["contact"]
        actions.set_role(
            actor=self.actor, contact=contact, role_title=form.cleaned_data["role_title"], is_main=form.cleaned_data["is_main"]
        )
        return self.done(_("%(name)s was added.") % {"name": contact})

    def get_success_url(self):
        """Back to the actor."""
        return self.actor.get_absolute_url()


class RoleEndView(OfficeView, DeleteView):
    """A person no longer serves an actor: asked first, both stay in the register."""

    right = "initiatives.delete_contactrole"
    model = ContactRole
    template_name = "initiatives/role_end.html"

    def get_queryset(self):
        """With both names."""
        return super().get_queryset().select_related("actor", "contact")

    def form_valid(self, form):
        """End the role."""
        actor = self.object.actor
        actions.end_role(role=self.object)
        return redirect(actor.get_absolute_url())
