"""The pages of kept selections and of frozen lists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, TemplateView, UpdateView, View

from initiatives import actions
from initiatives.choices import ExportPurpose, OfficeList, Verdict
from initiatives.exports import ASKING, LISTS, left_out
from initiatives.forms import FreezeForm, SelectionForm
from initiatives.models import Actor, Selection, SelectionSnapshot
from initiatives.selections import (
    LONGEST_NAME,
    check,
    criteria_of,
    describe,
    describe_kept,
    gone_filters,
    kept_query,
    list_url,
    plain_words,
    says_more,
)
from initiatives.snapshots import Comparison
from wf40.filters import OPENED
from wf40.input import small_int
from wf40.paging import paginate
from wf40.views.mixins import FormPage, OfficeView

HITS_SHOWN = 5
LOOKED_THROUGH = 5000


# --- kept by a name ----------------------------------------------------------------------------------------
class SelectionListView(OfficeView, ListView):
    """All selections that the office shares, and the person's own ones, list by list."""

    right = "initiatives.view_selection"
    model = Selection
    template_name = "initiatives/selection_list.html"

    def get_queryset(self):
        """With who saved them."""
        return super().get_queryset().select_related("owner").order_by("office_list", "name", "pk")

    def get_context_data(self, **kwargs):
        """In words, with what this person may do."""
        context = super().get_context_data(**kwargs)
        user, municipality = self.request.user, self.request.municipality
        context["rows"] = []
        for key, parts in LISTS.items():
            rows = [row for row in context["object_list"] if row.office_list == key]
            # One filter bar serves all selections of its list.
            words = describe_kept(parts.filterset(user, municipality, ""), key, [row.query for row in rows]) if rows else []
            context["rows"] += [
                {"selection": row, "url": list_url(parts.url_name, row), "words": said if says_more(said, row.name) else ""}
                for row, said in zip(rows, words, strict=True)
            ]
        return context | {
            "may_change": user.has_perm("initiatives.change_selection", municipality),
            "snapshot_count": self.visible(SelectionSnapshot).count(),
        }


class SelectionPage(FormPage):
    """What the forms of a selection share: the action may still refuse, in words that stand at the field."""

    form_class = SelectionForm
    template_name = "initiatives/selection_form.html"

    def form_valid(self, form):
        """Save, or say at the field why not."""
        try:
            self.object = self.save(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("The selection “%(name)s” was saved.") % {"name": self.object})

    def get_success_url(self):
        """To its list."""
        return list_url(LISTS[self.object.office_list].url_name, self.object)


class SelectionCreateView(SelectionPage, FormView):
    """A list, given by its address, is kept by a name; the words for its filters are proposed."""

    right = "initiatives.add_selection"

    @cached_property
    def office_list(self):
        """Which list."""
        asked = self.request.GET.get("liste", OfficeList.ACTORS)
        if asked not in LISTS:
            raise Http404
        return OfficeList(asked)

    @cached_property
    def filterset(self):
        """Its filters."""
        return LISTS[self.office_list].filterset(self.request.user, self.request.municipality, self.request.GET)

    def get_initial(self):
        """The words as a name, as far as they fit."""
        return {"name": plain_words(describe(self.filterset, self.office_list))[:LONGEST_NAME], "is_shared": "1"}

    def get_context_data(self, **kwargs):
        """What is kept."""
        back = self.request.GET.copy()
        back.pop("liste", None)
        return super().get_context_data(**kwargs) | {
            "words": describe(self.filterset, self.office_list),
            "list_name": self.office_list.label,
            "back": f"{reverse(LISTS[self.office_list].url_name)}?{back.urlencode()}",
        }

    def save(self, form):
        """Only what this list knows is kept."""
        return actions.save_selection(
            user=self.request.user,
            municipality=self.request.municipality,
            office_list=self.office_list,
            query=kept_query(self.filterset),
            **{name: form.cleaned_data[name] for name in ("name", "is_shared")},
        )


class SelectionUpdateView(SelectionPage, UpdateView):
    """Another name, or other readers."""

    right = "initiatives.change_selection"
    model = Selection

    def get_form_kwargs(self):
        """Only whoever saved it may keep it for themselves."""
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs | {"is_owner": self.object.owner_id == self.request.user.pk}

    def get_initial(self):
        """As it is."""
        return {"name": self.object.name, "is_shared": "1" if self.object.is_shared else "0"}

    def get_context_data(self, **kwargs):
        """What it holds."""
        parts = LISTS[self.object.office_list]
        filterset = parts.filterset(self.request.user, self.request.municipality, self.object.query)
        return super().get_context_data(**kwargs) | {
            "words": describe(filterset, self.object.office_list),
            "list_name": self.object.get_office_list_display(),
            "back": reverse("selection_list"),
        }

    def save(self, form):
        """Its filters stay."""
        values = {name: form.cleaned_data[name] for name in form.fields}
        return actions.change_selection(selection=self.object, values=values)

    def get_success_url(self):
        """To all selections."""
        return reverse("selection_list")


class SelectionKeepView(OfficeView, View):
    """The filters of an opened selection, as they were changed, become its own."""

    right = "initiatives.change_selection"

    def get(self, request, pk):
        """To its list: only the button there changes anything."""
        selection = get_object_or_404(self.visible(Selection), pk=pk)
        return redirect(list_url(LISTS[selection.office_list].url_name, selection))

    def post(self, request, pk):
        """Unless a colleague changed it since: then nothing is overwritten, and the changed list stays as it is on the screen."""
        selection = get_object_or_404(self.visible(Selection), pk=pk)
        parts = LISTS[selection.office_list]
        asked = QueryDict(request.POST.get("query", "")[:20_000], mutable=True)
        filterset = parts.filterset(request.user, request.municipality, asked)
        try:
            query = kept_query(filterset)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(list_url(parts.url_name, selection))
        if request.POST.get("seen") != selection.saved_at.isoformat() and query != selection.query:
            messages.warning(
                request,
                _("“%(name)s” was changed by a colleague meanwhile. Your filters stand here; please save them as a new selection.")
                % {"name": selection},
            )
            asked[OPENED] = selection.pk
            return redirect(f"{reverse(parts.url_name)}?{asked.urlencode()}")
        selection = actions.change_selection(selection=selection, values={"query": query})
        messages.success(request, _("The selection “%(name)s” was saved.") % {"name": selection})
        return redirect(list_url(parts.url_name, selection))


class SelectionDeleteView(OfficeView, DetailView):
    """The name goes; what follows is said first."""

    right = "initiatives.delete_selection"
    model = Selection
    template_name = "initiatives/selection_delete.html"

    def get_context_data(self, **kwargs):
        """How many frozen lists stay."""
        return super().get_context_data(**kwargs) | {"snapshot_count": self.object.snapshots.count()}

    def post(self, request, *args, **kwargs):
        """Sent twice, the second finds nothing more."""
        selection = self.get_object()
        name = str(selection)
        actions.delete_selection(selection=selection)
        messages.success(request, _("The selection “%(name)s” was deleted.") % {"name": name})
        return redirect("selection_list")


# --- frozen ------------------------------------------------------------------------------------------------
class SnapshotListView(OfficeView, TemplateView):
    """The frozen lists of the office, the newest first."""

    right = "initiatives.view_selectionsnapshot"
    template_name = "initiatives/snapshot_list.html"

    def get_context_data(self, **kwargs):
        """With who froze them, page by page."""
        page = paginate(self.visible(SelectionSnapshot).select_related("taken_by"), self.request.GET)
        return super().get_context_data(**kwargs) | {"page": page}


class SnapshotCreateView(FormPage, FormView):
    """The list of actors, given by its address, is frozen as a proof."""

    right = "initiatives.add_selectionsnapshot"
    form_class = FreezeForm
    template_name = "initiatives/snapshot_form.html"
    success_url = reverse_lazy("snapshot_list")

    @cached_property
    def filterset(self):
        """The filters of the list."""
        return LISTS[OfficeList.ACTORS].filterset(self.request.user, self.request.municipality, self.request.GET)

    @cached_property
    def selection(self):
        """The selection that was opened unchanged, if any."""
        key = small_int(self.request.GET.get(OPENED))
        return self.visible(Selection).filter(pk=key, office_list=OfficeList.ACTORS).first() if key else None

    @cached_property
    def words(self):
        """The filters in words."""
        return describe(self.filterset, OfficeList.ACTORS)

    def get_initial(self):
        """Called like the selection, or like its words."""
        return {"title": (self.selection.name if self.selection else plain_words(self.words))[:LONGEST_NAME]}

    def get_context_data(self, **kwargs):
        """How many rows, and how many of them would be left out."""
        actors = self.filterset.qs
        count = actors.count()
        # Of a long list nobody waits for this; the frozen list itself tells it.
        asking = [(ExportPurpose(purpose).label, left_out(actors, purpose)) for purpose in ASKING if count <= LOOKED_THROUGH]
        asking = [{"purpose": label, "taken": count - found.count, "left_out": found.reasons} for label, found in asking]
        back = f"{reverse('actor_list')}?{self.request.GET.urlencode()}"
        return super().get_context_data(**kwargs) | {"words": self.words, "count": count, "asking": asking, "back": back}

    def form_valid(self, form):
        """All in one transaction; the page of the frozen list follows."""
        purpose = form.cleaned_data["purpose"]
        try:
            query = kept_query(self.filterset)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        snapshot = actions.freeze(
            user=self.request.user,
            municipality=self.request.municipality,
            title=form.cleaned_data["title"],
            actors=self.filterset.qs,
            query=query,
            criteria=self.words,
            reasons=[criterion.reason for criterion in criteria_of(self.filterset)],
            purpose=purpose,
            asks=purpose in ASKING,
            selection=self.selection,
        )
        self.success_url = reverse("snapshot_detail", args=[snapshot.pk])
        return self.done(_("The list was frozen."))


class SnapshotDetailView(OfficeView, DetailView):
    """A frozen list: what was in it and why, whether it is untouched, and what became of it."""

    right = "initiatives.view_selectionsnapshot"
    model = SelectionSnapshot
    template_name = "initiatives/snapshot_detail.html"
    # What the address may ask for: the rows of a verdict, or what differs today.
    SHOWN = ("in", "out", "near", "unknown", "dazu", "weg", "anders")

    def get_queryset(self):
        """With who froze it."""
        return super().get_queryset().select_related("taken_by", "selection")

    def get_context_data(self, **kwargs):
        """Everything in a fixed number of queries; the search for an actor adds one for each filter."""
        context = super().get_context_data(**kwargs)
        snapshot = self.object
        user, municipality, asked = self.request.user, self.request.municipality, self.request.GET
        filterset = LISTS[OfficeList.ACTORS].filterset(user, municipality, snapshot.query)
        today = Comparison(snapshot, filterset, asks=snapshot.purpose in ASKING)
        shown = asked.get("zeige") if asked.get("zeige") in self.SHOWN else ""
        counts = today.rows.aggregate(**{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in Verdict.values})
        counts |= {"dazu": today.came().count(), "weg": today.went().count(), "anders": today.changed().count()}
        page = self.get_page(today, shown)
        context |= {
            "lines": today.new_lines(page.rows) if shown == "dazu" else today.lines(page.rows),
            "page": page,
            "tabs": self.get_tabs(counts, shown),
            "shown": shown,
            "is_untouched": check(snapshot),
            "gone": gone_filters(filterset),
            "list_address": f"{reverse('actor_list')}?{snapshot.query}",
            "asked": asked.get("akteur", "")[:200],
        }
        return context | {"found": self.find(today, context["asked"])}

    def get_page(self, today, shown):
        """The rows of one tab."""
        if shown == "dazu":
            return paginate(today.came().order_by("sort_key", "pk"), self.request.GET)
        rows = {"": today.rows, "weg": today.went(), "anders": today.changed()}.get(shown)
        rows = today.rows.filter(verdict=shown) if rows is None else rows
        return paginate(rows.select_related("actor").order_by("pk"), self.request.GET)

    def get_tabs(self, counts, shown):
        """The figures, each of which opens its rows; verdicts that no row has are left out."""
        known = [("", _("All rows"), self.object.row_count)]
        known += [(verdict.value, verdict.label, counts[verdict.value]) for verdict in Verdict if counts[verdict.value]]
        known += [("dazu", _("Came since"), counts["dazu"]), ("weg", _("Went since"), counts["weg"])]
        known += [("anders", _("Judged otherwise today"), counts["anders"])] if self.object.purpose in ASKING else []
        return [
            {"label": label, "count": count, "url": f"?zeige={key}" if key else "?", "is_current": key == shown}
            for key, label, count in known
        ]

    def find(self, today, text) -> list[dict]:
        """What the frozen list and today's list say of the actors of a name or a number."""
        if not text.strip():
            return []
        actors = self.visible(Actor)
        key = small_int(text.strip())
        return today.explain(list((actors.filter(pk=key) if key else actors.matching(text))[:HITS_SHOWN]))
