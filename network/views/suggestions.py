"""The broker's desk: wants and offers that fit each other, and suggestions whom to introduce to whom."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from initiatives.models import Actor
from network import actions
from network.choices import ExchangeType, ItemType, SuggestionVerdict
from network.forms.suggestions import LATER, DecisionForm, FieldPairForm
from network.hit_rate import hit_rates
from network.introductions import kind_from
from network.matching import Item, fitting, read_item, read_items
from network.models import FieldPair, Listing, MutedRule
from network.reading import read_words
from network.suggestions import city_suggestions, rules, suggestion_of, suggestions_for
from wf40.folding import written
from wf40.input import small_int
from wf40.paging import paginate
from wf40.views.mixins import FormPage, OfficeView

FITTING_SHOWN, SUGGESTED, SUGGESTED_TO_ONE, SUGGESTED_AT_ACTOR = 20, 30, 20, 3
LONGEST_WORDS, MOST_WORDS = 200, 12
# The parameter by which the list stands in the order of its last days.
ORDER, BY_EXPIRY = "reihenfolge", "ablauf"


def page_url(name: str, **query) -> str:
    """The address of a page with what it is to be filled in with; nothing where this version has no such page."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    filled = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(filled)}" if filled else url


class DeskView(OfficeView, TemplateView):
    """Wants on one side, the offers that fit the chosen one on the other, and the other way round. Five queries at the most beside those
    of every page."""

    right = "network.view_listing"
    template_name = "network/desk.html"

    @cached_property
    def exchange_type(self) -> ExchangeType:
        """What stands in the list."""
        return ExchangeType.OFFER if self.request.GET.get("art") == ExchangeType.OFFER else ExchangeType.WANT

    @cached_property
    def words(self) -> str:
        """What somebody typed instead of choosing."""
        return self.request.GET.get("suche", "")[:LONGEST_WORDS].strip()

    def rows(self):
        """What is still sought or given, narrowed by the fields above the list."""
        today = timezone.localdate()
        rows = self.visible(Listing).still_sought().filter(exchange_type=self.exchange_type, actor__archived_at=None)
        rows = rows.exclude(expires_on__lt=today).select_related("actor")
        if (item_type := self.request.GET.get("was")) in ItemType.values:
            rows = rows.filter(item_type=item_type)
        for word in self.request.GET.get("text", "")[:LONGEST_WORDS].split()[:MOST_WORDS]:
            rows = rows.filter(written("title", word) | written("text", word) | written("actor__trading_name", word))
        if self.request.GET.get(ORDER) == BY_EXPIRY:
            return rows.order_by(F("expires_on").asc(nulls_last=True), "-pk")
        return rows.order_by("-created_at", "-pk")

    def typed(self) -> Item:
        """The typed words as a want or an offer."""
        read = read_words(self.words, timezone.localdate())
        # What the words say of the thing, the tab says whether it is sought or given.
        return Item(
            self.words,
            exchange_type=self.exchange_type,
            item_type=read.get("item_type", ""),
            transaction_type=read.get("transaction_type", ""),
            amount=read.get("amount"),
            unit=read.get("unit", ""),
            first_day=read.get("available_from"),
            last_day=read.get("available_to"),
        )

    def chosen(self, page) -> Item | None:
        """The typed words, otherwise the chosen row, otherwise the first of the page."""
        if self.words:
            return self.typed()
        key = small_int(self.request.GET.get("listing")) or next((row.pk for row in page.rows), None)
        item = read_item(self.request.user, self.request.municipality, key) if key else None
        return item if item and item.exchange_type == self.exchange_type else None

    def introduce_url(self, chosen: Item, other: Item) -> str:
        """Where the introduction of the two begins."""
        want, offer = (chosen, other) if chosen.exchange_type == ExchangeType.WANT else (other, chosen)
        kind = kind_from(want if want.key else offer)
        return page_url("introduction_begin", seeker=want.actor, giver=offer.actor, want=want.key, offer=offer.key, kind=kind)

    def get_context_data(self, **kwargs):
        """The list and what fits."""
        user, municipality, get = self.request.user, self.request.municipality, self.request.GET
        page = paginate(self.rows(), get)
        chosen = self.chosen(page)
        items = read_items(user, municipality) if chosen else {}
        found = fitting(items, chosen, FITTING_SHOWN) if chosen else []
        may_introduce = user.has_perm("network.add_connection", municipality)
        key = chosen.key if chosen else 0
        listed = [{"row": row, "url": page.url(listing=row.pk, suche=None), "is_chosen": row.pk == key} for row in page.rows]
        fits = [{"match": match, "url": self.introduce_url(chosen, match.item) if may_introduce else ""} for match in found]
        return super().get_context_data(**kwargs) | {
            "is_want": self.exchange_type == ExchangeType.WANT,
            "page": page,
            "listed": listed,
            "chosen": chosen,
            "fits": fits,
            "words": self.words,
            "filters": {"was": get.get("was", ""), "text": get.get("text", "")[:LONGEST_WORDS], "order": get.get(ORDER, "")},
            "is_filtered": bool(get.get("was") or get.get("text")),
            "item_types": ItemType.choices,
            "create_url": self.create_url(self.exchange_type),
            "other_create_url": self.create_url(self.exchange_type.other),
        }

    def create_url(self, exchange_type) -> str:
        """Where a want or an offer is written down; nothing for who may not."""
        may_add = self.request.user.has_perm("network.add_listing", self.request.municipality)
        return page_url("listing_create", exchange_type=str(exchange_type)) if may_add else ""


class SuggestionListView(OfficeView, TemplateView):
    """Whom the office could introduce to whom: of the whole city, or for one actor (`?akteur=`)."""

    right = "network.view_suggestiondecision"
    template_name = "network/suggestion_list.html"

    def get(self, request, *args, **kwargs):
        """The page, or the few of them that the page of an actor asks for when it stands."""
        return self.render_few() if request.htmx and request.GET.get("akteur") else super().get(request, *args, **kwargs)

    def render_few(self):
        """The panel of an actor's page."""
        actor = get_object_or_404(self.visible(Actor), pk=small_int(self.request.GET.get("akteur")) or 0)
        found = suggestions_for(self.request.user, self.request.municipality, actor, SUGGESTED_AT_ACTOR)
        return render(self.request, "network/_suggestions_panel.html", {"panel": {"actor": actor, "suggestions": found, "is_there": True}})

    def get_context_data(self, **kwargs):
        """The suggestions, the muted rules, and how good the suggestions were so far."""
        user, municipality = self.request.user, self.request.municipality
        key = small_int(self.request.GET.get("akteur"))
        actor = get_object_or_404(self.visible(Actor), pk=key) if key else None
        if actor is None:
            suggestions = city_suggestions(user, municipality, SUGGESTED)
        else:
            suggestions = suggestions_for(user, municipality, actor, SUGGESTED_TO_ONE)
        muted = set(self.visible(MutedRule).values_list("rule", flat=True))
        total, *rates = hit_rates(user, municipality)
        return super().get_context_data(**kwargs) | {
            "actor": actor,
            "suggestions": suggestions,
            "rules": [{"code": code, "label": label, "is_muted": code in muted} for code, label in rules()],
            "total": total,
            "rates": rates,
            "later": LATER,
            "may_decide": user.has_perm("network.add_suggestiondecision", municipality),
            "may_mute": user.has_perm("network.add_mutedrule", municipality),
            "may_edit_pairs": user.has_perm("network.change_fieldpair", municipality),
        }


def pair_of(view) -> dict[str, int]:
    """The two actors of an address, both of this city; 404 otherwise."""
    keys = sorted(get_object_or_404(view.visible(Actor), pk=view.kwargs[name]).pk for name in ("first", "second"))
    return {"first": keys[0], "second": keys[1]}


def refusal(error: ValidationError) -> str:
    """Why something was not done, in one line."""
    return " ".join(error.messages)


class SuggestionDecideView(FormPage, FormView):
    """One suggestion with what speaks for and against it: put it off or reject it."""

    right = "network.add_suggestiondecision"
    form_class = DecisionForm
    template_name = "network/suggestion_decide.html"
    success_url = reverse_lazy("suggestion_list")

    @cached_property
    def pair(self) -> dict[str, int]:
        """The two, of this city."""
        return pair_of(self)

    def get_initial(self):
        """What was pressed in the list."""
        wanted = self.request.GET.get("was", "")
        return {"verdict": wanted if wanted in SuggestionVerdict.values else SuggestionVerdict.REJECTED}

    def get_context_data(self, **kwargs):
        """With the facts as they stand now."""
        pair = self.pair
        suggestion = suggestion_of(self.request.user, self.request.municipality, pair["first"], pair["second"])
        return super().get_context_data(**kwargs) | {"suggestion": suggestion}

    def form_valid(self, form):
        """Once: whoever comes second is told that it is decided."""
        about = {"user": self.request.user, "municipality": self.request.municipality, **self.pair}
        try:
            if form.cleaned_data["verdict"] == SuggestionVerdict.SNOOZED:
                actions.snooze_suggestion(**about, until=form.until)
                said = _("You will see the suggestion again from %(day)s.") % {"day": f"{form.until:%d.%m.%Y}"}
            else:
                actions.reject_suggestion(**about, reason=form.cleaned_data["reason"])
                said = _("Rejected. For twelve months these two are not suggested again.")
        except ValidationError as error:
            said = refusal(error)
        return self.done(said)


class SuggestionAcceptView(OfficeView, View):
    """Begins the introduction of two that are suggested: a button; a page opened by its address leads to the suggestions."""

    right = "network.add_suggestiondecision"

    @cached_property
    def pair(self) -> dict[str, int]:
        """The two, of this city."""
        return pair_of(self)

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect("suggestion_decide", **self.pair)

    def post(self, request, *args, **kwargs):
        """Begin it, or lead to the one that is begun."""
        try:
            connection, _is_new = actions.accept_suggestion(user=request.user, municipality=request.municipality, **self.pair)
        except ValidationError as error:
            messages.info(request, refusal(error))
            return redirect("suggestion_list")
        return redirect(connection.get_absolute_url())


class RuleMuteView(OfficeView, View):
    """A broker does not want to read what a rule finds."""

    right = "network.add_mutedrule"
    mutes = True

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect("suggestion_list")

    def post(self, request, *args, **kwargs):
        """Mute it or let it speak again."""
        change = actions.mute_rule if self.mutes else actions.unmute_rule
        change(user=request.user, municipality=request.municipality, rule=kwargs["rule"])
        return redirect("suggestion_list")


class RuleUnmuteView(RuleMuteView):
    """A muted rule suggests again."""

    right = "network.delete_mutedrule"
    mutes = False


class FieldPairListView(OfficeView, ListView):
    """Which fields often need which others: the city's own list."""

    right = "network.change_fieldpair"
    model = FieldPair
    template_name = "network/field_pair_list.html"
    paginate_by = 200

    def get_queryset(self):
        """With the names of both fields."""
        return super().get_queryset().select_related("seeking", "giving")


class FieldPairCreateView(FormPage, FormView):
    """A new pair of fields."""

    right = "network.add_fieldpair"
    form_class = FieldPairForm
    template_name = "network/field_pair_form.html"
    success_url = reverse_lazy("field_pair_list")

    def form_valid(self, form):
        """Once for each pair; one that was switched off is in use again."""
        try:
            pair, _is_new = actions.add_field_pair(municipality=self.request.municipality, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("%(name)s was saved.") % {"name": pair})


class FieldPairSwitchView(OfficeView, View):
    """A pair is used or left: a button."""

    right = "network.change_fieldpair"

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect("field_pair_list")

    def post(self, request, *args, **kwargs):
        """As the button says; pressed twice it says the same."""
        pair = get_object_or_404(self.visible(FieldPair), pk=kwargs["pk"])
        actions.switch_field_pair(pair=pair, is_active=request.POST.get("an") == "1")
        return redirect("field_pair_list")
