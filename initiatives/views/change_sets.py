"""Bulk changes and their way back; handing over somebody's work."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, FormView, View
from django.views.generic.detail import SingleObjectMixin

from initiatives import actions
from initiatives.choices import ChangeVerb, ExportPurpose
from initiatives.exports.hand_over import HandOverPackage
from initiatives.filters import ChangeSetFilter
from initiatives.forms import HandOverForm
from initiatives.hand_over import ONE_BY_ONE, make_package, single_rows
from initiatives.models import ChangeSet
from initiatives.tables import ChangeSetTable
from initiatives.undo import plan_undo
from municipalities.models import Membership
from wf40.views.lists import ListPage
from wf40.views.mixins import FormPage, OfficeView

NAMES_SHOWN = 100
NAMES_IN_A_MESSAGE = 20


def _listed(names: list[str]) -> str:
    """Names in one sentence, the first of many."""
    more = len(names) - NAMES_IN_A_MESSAGE
    words = ", ".join(names[:NAMES_IN_A_MESSAGE])
    return words + (" " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more > 0 else "")


class ChangeSetListView(ListPage):
    """Steps that touched many records at once; an adviser finds the own ones."""

    right = "initiatives.bulk_change_actor"
    model = ChangeSet
    filterset_class = ChangeSetFilter
    template_name = "initiatives/change_set_list.html"

    def prepare(self, queryset):
        """With the people."""
        return queryset.select_related("made_by", "undone_by")

    def get_table(self):
        """With the way back: who sees a step here may go it."""
        return ChangeSetTable(self.request.GET, may_undo=True)


class ChangeSetUndoView(OfficeView, DetailView):
    """A bulk change is taken back: first what would happen, then the step itself."""

    right = "initiatives.undo_changeset"
    model = ChangeSet
    template_name = "initiatives/change_set_undo.html"

    def may_enter(self):
        """Who leads the office, and who edited many actors at once: the own step."""
        return super().may_enter() or self.visible(ChangeSet).filter(pk=self.kwargs["pk"]).exists()

    def get_queryset(self):
        """A taking back is not taken back itself."""
        return super().get_queryset().exclude(verb=ChangeVerb.UNDO).select_related("made_by", "undone_by")

    def get_context_data(self, **kwargs):
        """How many records come back, and which stay."""
        context = super().get_context_data(**kwargs)
        if self.object.may_be_undone:
            plan = plan_undo(self.object)
            context |= {
                "back_count": plan.count,
                "kept": plan.kept[:NAMES_SHOWN],
                "kept_count": len(plan.kept),
                "more_count": max(0, len(plan.kept) - NAMES_SHOWN),
                "is_hand_over": self.object.verb == ChangeVerb.HAND_OVER,
                "is_import": self.object.verb == ChangeVerb.IMPORT,
                "is_edit": self.object.verb == ChangeVerb.EDIT,
            }
        return context

    def post(self, request, *args, **kwargs):
        """All in one transaction; what stays is named."""
        undone = actions.undo_change_set(user=request.user, change_set=self.get_object())
        if undone is None:
            messages.error(request, _("This bulk change was taken back already."))
            return redirect("change_set_list")
        if undone.count:
            words = ngettext("%(count)d record was put back.", "%(count)d records were put back.", undone.count)
            messages.success(request, words % {"count": undone.count})
        if undone.kept:
            text = _("Left as they are, since somebody changed or used them: %(names)s.")
            messages.warning(request, text % {"names": _listed(undone.kept)})
        return redirect("change_set_list")


class HandOverView(FormPage, SingleObjectMixin, FormView):
    """The work of a colleague who leaves goes to others, and the access may end with it."""

    right = "initiatives.hand_over"
    model = Membership
    form_class = HandOverForm
    template_name = "initiatives/hand_over.html"
    success_url = reverse_lazy("change_set_list")

    def get_queryset(self):
        """With the person."""
        return super().get_queryset().select_related("user", "municipality")

    @cached_property
    def object(self):
        """The person's place in the office."""
        return self.get_object()

    @cached_property
    def work(self):
        """What they have in hand."""
        return actions.open_work(person=self.object.user, municipality=self.request.municipality)

    @cached_property
    def single(self):
        """What may go to different colleagues, row by row."""
        return single_rows(self.request.user, self.request.municipality, self.object.user)

    def get_form_kwargs(self):
        """What there is to hand over; nobody switches off the own access."""
        may_switch_off = (
            self.object.is_active
            and self.object.user_id != self.request.user.pk
            and self.request.user.has_perm("municipalities.manage_team", self.request.municipality)
        )
        kwargs = super().get_form_kwargs() | {"person": self.object.user, "work": self.work, "may_switch_off": may_switch_off}
        return kwargs | self.single

    def get_context_data(self, **kwargs):
        """With the numbers."""
        is_many = max(self.work.follow_ups, self.work.stewarded) > ONE_BY_ONE
        return super().get_context_data(**kwargs) | {"work": self.work, "person": self.object.user, "is_many": is_many, "most": ONE_BY_ONE}

    def post(self, request, *args, **kwargs):
        """Sent twice, the second finds nothing more to hand over."""
        if not self.work:
            messages.info(request, _("%(name)s has nothing in hand.") % {"name": self.object.user})
            return redirect("team_member", self.object.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """In one step; if the access may not end, nothing is handed over."""
        asked = form.cleaned_data
        try:
            actions.hand_over(
                user=self.request.user,
                municipality=self.request.municipality,
                person=self.object.user,
                follow_ups_to=asked.get("follow_ups_to"),
                actors_to=asked.get("actors_to"),
                deputy_to=asked.get("deputy_to"),
                drafts_to=asked.get("drafts_to"),
                single_follow_ups=form.single_follow_ups,
                single_actors=form.single_actors,
                leaving=self.object if asked.get("is_leaving") else None,
            )
        except ValidationError as error:
            form.add_error("is_leaving", error)
            return self.form_invalid(form)
        work = self.work
        parts = [
            ngettext("%(count)d follow-up", "%(count)d follow-ups", work.follow_ups) % {"count": work.follow_ups},
            ngettext("%(count)d actor", "%(count)d actors", work.stewarded) % {"count": work.stewarded},
            ngettext("%(count)d deputyship", "%(count)d deputyships", work.deputised) % {"count": work.deputised},
        ]
        if work.drafts:
            parts.append(ngettext("%(count)d draft", "%(count)d drafts", work.drafts) % {"count": work.drafts})
        text = _("Handed over by %(name)s: %(what)s. Here the step can be taken back.")
        return self.done(text % {"name": self.object.user, "what": ", ".join(parts)})


class HandOverPackageView(OfficeView, DetailView):
    """What a successor must know, on paper. It holds much about many people: a button opens it, and that it was opened is logged."""

    # Who works with the register has a package; that of others is seen by who leads the office.
    right = "initiatives.change_actor"
    template_name = "initiatives/hand_over_package.html"

    def get_queryset(self):
        """The people of this office for who leads it, otherwise oneself."""
        user, municipality = self.request.user, self.request.municipality
        if user.has_perm("initiatives.hand_over", municipality):
            return self.visible(Membership).select_related("user")
        return user.memberships.filter(municipality=municipality).select_related("user")

    def get_context_data(self, **kwargs):
        """How much there is."""
        person = self.object.user
        work = actions.open_work(person=person, municipality=self.request.municipality)
        return super().get_context_data(**kwargs) | {"person": person, "work": work, "is_own": person.pk == self.request.user.pk}

    def post(self, request, *args, **kwargs):
        """Log first, then show."""
        self.object = self.get_object()
        package = make_package(request.user, request.municipality, self.object.user)
        begun = actions.begin_export(
            user=request.user,
            municipality=request.municipality,
            slug=HandOverPackage.slug,
            titles=[str(column.title) for column in HandOverPackage.columns],
            file_format="print",
            purpose=ExportPurpose.OFFICE,
            selection=_("Work of %(name)s") % {"name": self.object.user},
            row_count=package.count,
        )
        answer = self.render_to_response(self.get_context_data(package=package, today=timezone.localdate())).render()
        actions.end_export(
            begun=begun, is_whole=True, row_count=package.count, actor_keys=package.actor_keys, contact_keys=package.contact_keys
        )
        return answer


class OwnPackageView(OfficeView, View):
    """The way to the package of one's own work, from the menu under the initials."""

    right = "initiatives.change_actor"

    def get(self, request):
        """To the page with the button."""
        own = next(entry for entry in request.user.active_memberships if entry.municipality_id == request.municipality.pk)
        return redirect("hand_over_package", own.pk)
