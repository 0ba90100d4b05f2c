"""The box in which a consultation is typed as one would call it across the room, and what was read in it."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from desk import actions
from desk.capture import ActorMention, read_note
from desk.forms import NoteForm
from desk.noting import FACTS, LISTING, NEW, NONE, PROMISE, fact_spans, listing_words, marked, merge, new_name_field
from desk.views.drafts import DRAFTS_SHOWN, NOT_KEPT, saved_words
from initiatives.actions import DraftRefused, keep_draft
from initiatives.actions.drafts import DAYS_KEPT, TEXT_AT_MOST
from initiatives.choices import Channel, DraftKind, OfficeList, Outcome
from initiatives.exports import LISTS
from initiatives.forms import ConsultationForm
from initiatives.models import Actor, ConsultationTopic, Contact, ContactRole, Draft
from initiatives.picker import CHOSEN_AT_MOST, make_picker
from network.choices import ExchangeType
from network.models import Listing
from wf40.input import small_int
from wf40.sessions import kept_input
from wf40.views.mixins import FormPage

PEOPLE_OFFERED = 12
# Shown as soon as there is a text, also where nothing was said about them.
ALWAYS = ("held_on", "channel")


@dataclass
class Fact:
    """A fact beside the sentence: what was read, the words that caused it, and the fields in which it is corrected."""

    name: str
    label: str
    value: str
    fields: list
    numbers: list[int] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    is_dropped: bool = False
    is_own: bool = False
    is_wrong: bool = False


@dataclass
class Name:
    """A name in the note: whom it means, or whom it may mean."""

    name: str
    label: str
    question: Any
    options: list[dict]
    value: str
    words: str
    numbers: list[int] = field(default_factory=list)
    new_name: Any = None
    people: list = field(default_factory=list)
    is_open: bool = False
    is_dropped: bool = False


class CapturePage(FormPage, FormView):
    """What the page and its part below the box share: a form made of the text, what was read in it, and what the person said."""

    right = "initiatives.add_consultation"
    form_class = NoteForm
    shows_errors = False

    # --- what came in ---
    @cached_property
    def draft(self) -> Draft | None:
        """The draft of the address; another person's does not exist."""
        key = small_int(self.request.GET.get("entwurf"))
        return get_object_or_404(self.visible(Draft), pk=key) if key else None

    @cached_property
    def is_restored(self) -> bool:
        """Whether the text was typed before the sign-in ended."""
        return self.request.method == "GET" and kept_input(self.request) is not None

    @cached_property
    def sent(self) -> QueryDict:
        """What stands in the form: sent, typed before the sign-in ended, kept as a draft, or chosen by the address."""
        if self.request.method == "POST":
            return self.request.POST
        if self.is_restored:
            return kept_input(self.request)
        content = QueryDict(mutable=True)
        if self.draft:
            for name, values in self.draft.fields.items():
                content.setlist(name, values)
            content["note"], content["form_key"] = self.draft.text, str(self.draft.form_key)
            return content
        self._take_address(content)
        return content

    def _take_address(self, content) -> None:
        asked = self.request.GET
        actors = self.visible(Actor).current()
        keys = [key for value in asked.getlist("keys") for text in value.split(",") if (key := small_int(text))]
        keys += [key] if (key := small_int(asked.get("akteur"))) else []
        chosen = list(actors.filter(pk__in=keys[: CHOSEN_AT_MOST + 1]).values_list("pk", flat=True)) if keys else []
        if person := self.visible(Contact).filter(pk=small_int(asked.get("person"), 0)).first():
            content["contacts"] = str(person.pk)
            # Who serves one actor alone comes from there; of several the person who types chooses one.
            chosen = chosen or (self.serves if len(self.serves) == 1 else [])
        content.setlist("actors", [str(key) for key in chosen])
        if asked.get("weg") in Channel.values:
            content["channel"] = asked["weg"]

    @cached_property
    def serves(self) -> list[int]:
        """The actors of the address's person."""
        person = small_int(self.request.GET.get("person"), 0)
        roles = self.visible(ContactRole).filter(
            contact__in=self.visible(Contact).filter(pk=person), actor__in=self.visible(Actor).current()
        )
        return list(roles.values_list("actor", flat=True).distinct()[:PEOPLE_OFFERED]) if person else []

    # --- the form ---
    def get_form(self, form_class=None):
        """The form with what was read now; without `shows_errors` what is still missing is not yet an error."""
        text = self.sent.get("note", "")
        asked = {"user": self.request.user, "municipality": self.request.municipality}
        # A longer text is refused when it is saved; reading it would only take time.
        reading = read_note(text.replace("\x00", " ") if len(text) <= TEXT_AT_MOST else "", **asked)
        if not self.request.user.has_perm("network.add_listing", self.request.municipality):
            reading = replace(reading, listing=None)
        content = merge(self.sent, reading, self.request.user, self.topics_of(reading))
        content["form_key"] = str(_key(content.get("form_key")) or uuid.uuid4())
        form = NoteForm(data=content, reading=reading, **asked)
        form.full_clean()
        if not self.shows_errors:
            # What somebody typed into a field and cannot be is said at once; what is only missing is not.
            typed = {name for name in content.getlist("own") if content.get(name)}
            form._errors = {name: errors for name, errors in form.errors.items() if name in typed}
        return form

    def topics_of(self, reading) -> dict[str, int]:
        """The keys of the topics that were read."""
        codes = {fact.value for fact in reading.topics}
        rows = self.visible(ConsultationTopic).filter(is_active=True, code__in=codes) if codes else ()
        return {topic.code: topic.pk for topic in rows}

    def keep(self, form) -> str:
        """Keep the draft; says when, or why not."""
        fields = {name: values for name, values in form.data.lists() if name not in NOT_KEPT}
        try:
            draft = keep_draft(
                user=self.request.user,
                municipality=self.request.municipality,
                form_key=_key(form.data["form_key"]),
                kind=DraftKind.NOTE,
                text=form.data.get("note", ""),
                fields=fields,
            )
        except DraftRefused as refused:
            return _("Not saved as a draft: %(reason)s") % {"reason": refused}
        return saved_words(draft)

    # --- what the page shows ---
    def get_context_data(self, **kwargs):
        """With the sentence, its facts, the picker and what saving would make."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context.pop("restored", None)
        if self.is_restored:
            context["restored"] = _("You were signed out while typing. Your entries are back; please check and save them.")
        spans = fact_spans(form.reading) | {name: [mention.span] for name, mention in form.mentions.items()}
        names = self.names(form)
        unsure = {name.name for name in names if name.is_open}
        pieces, numbers = marked(form.reading.text, spans, unsure)
        facts = self.facts(form, spans)
        for shown in (*names, *facts):
            shown.numbers = numbers.get(shown.name, [])
        shown_names = {shown.name for shown in (*names, *facts)}
        return context | {
            "is_read": _is_begun(form),
            "pieces": pieces,
            "names": sorted(names, key=lambda name: not name.is_open),
            "facts": facts,
            "rest": [form[name] for name in (*FACTS, *PROMISE) if not any(form[name] in fact.fields for fact in facts)],
            "open_count": sum(name.is_open for name in names),
            "found_count": len(names) + len(facts),
            "read_fields": [(f"read-{name}", form.data.get(f"read-{name}", "")) for name in (*FACTS, *PROMISE, *LISTING, "listing")],
            "own": form.data.getlist("own"),
            "dropped_before": sorted(form.dropped - shown_names),
            "makes": self.makes(form),
            "is_many": len(form.names) > 1,
            "days_kept": DAYS_KEPT,
        }

    def names(self, form) -> list[Name]:
        """The names in the note with those whom they may mean; beside a chosen actor its people."""
        found = []
        serving = self.people_of(form)
        for name, mention in form.mentions.items():
            bound, is_actor = form[name], isinstance(mention, ActorMention)
            metas = {str(one.key): one.meta for one in ((mention.chosen,) if mention.chosen else mention.candidates)}
            choice = bound.value() or ""
            new_name = form[new_name_field(name)] if is_actor else None
            options = []
            for position, (value, label) in enumerate(form.fields[name].choices):
                options.append(
                    {
                        "value": value,
                        "id": f"{bound.auto_id}_{position}",
                        "label": label,
                        "meta": metas.get(value, ""),
                        "is_new": value == NEW,
                        "is_none": value == NONE,
                        "is_chosen": choice == value,
                    }
                )
            labels = dict(form.fields[name].choices)
            value = labels.get(choice, "")
            if choice == NEW:
                value = _("new: %(name)s") % {"name": (new_name.value() or "").strip() or mention.span.words}
            found.append(
                Name(
                    name=name,
                    label=_("Actor") if is_actor else _("Person"),
                    question=bound,
                    options=options,
                    value=value,
                    words=mention.span.words,
                    new_name=new_name,
                    people=serving.get(small_int(choice, 0), []) if is_actor else [],
                    is_open=name not in form.dropped and (choice not in labels or bool(bound.errors)),
                    is_dropped=name in form.dropped,
                )
            )
        return found

    def people_of(self, form) -> dict[int, list[dict]]:
        """The people of the actors that names in the note mean."""
        keys = [
            key for name, mention in form.mentions.items() if isinstance(mention, ActorMention) and (key := small_int(form[name].value()))
        ]
        if not keys:
            return {}
        chosen = set(form.data.getlist("contacts"))
        roles = self.visible(ContactRole).filter(actor__in=self.visible(Actor).filter(pk__in=keys), contact__in=self.visible(Contact))
        serving: dict[int, list[dict]] = {}
        for role in roles.select_related("contact").order_by("actor", "contact__family_name", "contact")[:200]:
            people = serving.setdefault(role.actor_id, [])
            if len(people) < PEOPLE_OFFERED:
                people.append({"contact": role.contact, "is_chosen": str(role.contact_id) in chosen})
        return serving

    def facts(self, form, spans) -> list[Fact]:
        """What is known of the talk; what nobody spoke of stands in the form below."""
        if not _is_begun(form):
            return []
        found = []
        for name in FACTS:
            fields = [form[name]]
            value = _words(form, name)
            if name in ALWAYS or value or form[name].errors:
                found.append(Fact(name, capfirst(str(form.fields[name].label)), value, fields))
        promised = [form[name] for name in PROMISE]
        if form["task"].value() or form["due_on"].value() or any(bound.errors for bound in promised):
            found.append(Fact("promise", _("Follow-up"), _promise_words(form), promised))
        if listing := _listing_fact(form):
            found.append(listing)
        own = set(form.data.getlist("own"))
        for fact in found:
            names = {bound.name for bound in fact.fields}
            fact.is_dropped = fact.name in form.dropped
            fact.is_own = bool(own & names)
            fact.is_wrong = any(bound.errors for bound in fact.fields)
            fact.quotes = [words for span in spans.get(fact.name, ()) if (words := " ".join(span.words.split())) != fact.value]
        return found

    def makes(self, form) -> list[str]:
        """What saving would make, in words."""
        cleaned, names, new = form.cleaned_data, form.names, getattr(form, "new_actors", [])
        made = [_("a new actor “%(name)s”, to be completed later") % {"name": name} for name in new]
        day = f"{held:%d.%m.%Y}" if (held := cleaned.get("held_on")) else "–"
        if form.is_shared or len(names) < 2:
            made.append(_("a consultation on %(day)s") % {"day": day} if not names else _with(names, day))
        else:
            made.append(_("%(count)d consultations on %(day)s") % {"count": len(names), "day": day})
        if cleaned.get("task") and cleaned.get("due_on"):
            who = cleaned.get("assignee")
            whom = _("you") if who is None or who == self.request.user else str(who)
            said = {"who": whom, "day": f"{cleaned['due_on']:%d.%m.%Y}"}
            if form.is_shared or len(names) < 2:
                made.append(_("a follow-up for %(who)s on %(day)s") % said)
            else:
                made.append(_("%(count)d follow-ups for %(who)s on %(day)s") % said | {"count": len(names)})
        if listing := form.listing:
            said = {"listing": listing_words(listing), "actor": form.listing_actor or "–"}
            is_offer = listing["exchange_type"] == ExchangeType.OFFER
            made.append((_("an offer of %(actor)s: %(listing)s") if is_offer else _("a want of %(actor)s: %(listing)s")) % said)
        return made


def _with(names, day) -> str:
    others = len(names) - 1
    said = {"day": day, "name": names[0], "count": others}
    if not others:
        return _("a consultation with %(name)s on %(day)s") % said
    return (
        ngettext(
            "a consultation with %(name)s and one other on %(day)s", "a consultation with %(name)s and %(count)d others on %(day)s", others
        )
        % said
    )


def _key(text) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def _is_begun(form) -> bool:
    """Whether there is something to show: a text, or what the address chose."""
    return bool(form.reading.text.strip() or form.data.getlist("own"))


def _day_words(form, name) -> str:
    typed = form[name].value() or ""
    try:
        day = form.fields[name].to_python(typed)
    except ValidationError:
        return str(typed)
    return date_format(day, "D, d.m.Y") if day else ""


def _words(form, name) -> str:
    """A fact as people read it; what cannot be read stands as it was typed."""
    value = form[name].value()
    if name == "held_on":
        return _day_words(form, name)
    if name == "minutes":
        number = small_int(value)
        return ngettext("%(count)d minute", "%(count)d minutes", number) % {"count": number} if number else str(value or "")
    if name == "topics":
        chosen = set(value or ())
        return ", ".join(str(topic) for topic in form.fields[name].queryset if str(topic.pk) in chosen)
    if name == "outcome":
        return "" if value == Outcome.OPEN else str(dict(Outcome.choices).get(value, value or ""))
    if name == "channel":
        return str(dict(Channel.choices).get(value, value or ""))
    if name == "is_confidential":
        return _("Only you, the steward and managers read it.") if value else ""
    return str(value or "")


def _listing_fact(form) -> Fact | None:
    """The want or the offer, also a dropped one."""
    if "listing_title" not in form.fields or not (form["listing_title"].value() or form.reading.listing):
        return None
    values = form.listing_values({name: form[name].value() for name in LISTING})
    is_offer = values["exchange_type"] == ExchangeType.OFFER
    label = (ExchangeType.OFFER if is_offer else ExchangeType.WANT).label
    return Fact("listing", str(label), listing_words(values), [form[name] for name in LISTING])


def _promise_words(form) -> str:
    task, day = form["task"].value() or "", _day_words(form, "due_on")
    who = _("they:") if form["is_theirs"].value() else ""
    return " ".join(part for part in (f"{day}:" if day else "", who, task) if part)


class CaptureView(CapturePage):
    """The page: the box with the cursor in it, below what was read, beside what saving makes and the drafts."""

    template_name = "desk/capture.html"

    def get(self, request, *args, **kwargs):
        """With the actors of the list, unless they are too many."""
        if "all" in request.GET:
            return self.take_list()
        if len(self.sent.getlist("actors")) > CHOSEN_AT_MOST:
            return self.too_many()
        return super().get(request, *args, **kwargs)

    def take_list(self):
        """The whole list is meant: the same page with its actors by name."""
        query = QueryDict(self.request.GET.get("query", "")).urlencode()
        rows = LISTS[OfficeList.ACTORS].filterset(self.request.user, self.request.municipality, query).qs
        keys = list(rows.values_list("pk", flat=True)[: CHOSEN_AT_MOST + 1])
        if len(keys) > CHOSEN_AT_MOST:
            return self.too_many(query)
        return redirect(f"{reverse('capture')}?keys={','.join(map(str, keys))}")

    def too_many(self, query=""):
        """Back to the list."""
        text = _("At most %(limit)s actors at once. Please choose fewer.") % {"limit": CHOSEN_AT_MOST}
        messages.error(self.request, text)
        return redirect(reverse("actor_list") + (f"?{query}" if query else ""))

    def post(self, request, *args, **kwargs):
        """Save; or only look at what was read, look for an actor, go on in the plain form: nothing typed is lost."""
        self.shows_errors = not {"read", "find_actor", "plain"} & set(request.POST)
        form = self.get_form()
        if "plain" in request.POST:
            return self.go_on_in_plain_form(form)
        if self.shows_errors and form.is_valid():
            return self.form_valid(form)
        draft_said = self.keep(form)
        return self.render_to_response(self.get_context_data(form=form, draft_said=draft_said))

    def go_on_in_plain_form(self, form):
        """What was typed and read becomes a draft of the plain form."""
        names = set(ConsultationForm.base_fields)
        fields = {name: values for name, values in form.data.lists() if name in names - {"note", "form_key", "base", "seen_version"}}
        for name in ("actors", "contacts"):
            fields[name] = [str(row.pk) for row in form.cleaned_data.get(name) or ()]
        fields |= {name: [] for name in form.dropped & set(FACTS)}
        if "promise" in form.dropped:
            fields |= {name: [] for name in PROMISE}
        text = form.data.get("note", "")
        if not text.strip():
            actor = f"?akteur={fields['actors'][0]}" if fields["actors"] else ""
            return redirect(reverse("consultation_create") + actor)
        try:
            draft = keep_draft(
                user=self.request.user,
                municipality=self.request.municipality,
                form_key=_key(form.data["form_key"]),
                kind=DraftKind.FORM,
                text=text,
                fields=fields,
            )
        except DraftRefused as refused:
            messages.error(self.request, str(refused))
            return self.render_to_response(self.get_context_data(form=form))
        return redirect(reverse("consultation_create") + (f"?entwurf={draft.pk}" if draft else ""))

    def get_context_data(self, **kwargs):
        """With the picker of further actors and the person's drafts."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context["picker"] = make_picker(
            self.request.user,
            self.request.municipality,
            actor_keys=form.data.getlist("actors") or ([] if self.request.method == "POST" else self.serves),
            contact_keys=form.data.getlist("contacts"),
            query=self.request.POST.get("actor_query", ""),
        )
        others = self.visible(Draft).exclude(form_key=_key(form.data["form_key"]))
        context["drafts"] = others[:DRAFTS_SHOWN]
        context["now"] = timezone.localtime()
        return context

    def form_valid(self, form):
        """Once per form, and once only."""
        try:
            talks, _is_new = actions.save_note(
                user=self.request.user,
                municipality=self.request.municipality,
                values=form.values,
                new_actors=form.new_actors,
                follow_up=form.follow_up,
                is_shared=form.is_shared,
                listing=form.listing,
                listing_actor=form.listing_actor,
                form_key=form.cleaned_data["form_key"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form, draft_said=self.keep(form)))
        self.talks = talks
        said = _("Consultation saved.") if len(talks) == 1 else _("%(count)d consultations saved.") % {"count": len(talks)}
        if form.follow_up:
            said += " " + _("Follow-up on %(day)s.") % {"day": f"{form.follow_up['due_on']:%d.%m.%Y}"}
        links = [] if len(talks) > 1 else [(reverse("consultation_change", args=[talks[0].pk]), _("Correct this consultation"))]
        made = self.visible(Listing).filter(consultation__in=talks).order_by("pk").first() if form.listing else None
        if made:
            said += " " + (_("Want noted: %(title)s.") if made.is_want else _("Offer noted: %(title)s.")) % {"title": made}
            links.append((reverse("listing_change", args=[made.pk]), _("Correct this want") if made.is_want else _("Correct this offer")))
        return self.done(format_html("{} {}", said, format_html_join(" ", '<a href="{}">{}</a>', links)))

    def get_success_url(self):
        """The actor's page; after entries at several actors the list of talks."""
        if len(self.talks) > 1:
            return reverse("consultation_list")
        actor = self.talks[0].actors.sighted().first()
        return actor.get_absolute_url() if actor else self.talks[0].get_absolute_url()


class CaptureReadView(CapturePage):
    """What stands below the box, renewed while somebody types; it keeps the draft and writes nothing else."""

    template_name = "desk/_capture_read.html"
    http_method_names = ("post",)

    def post(self, request, *args, **kwargs):
        """Read, keep, show."""
        form = self.get_form()
        return self.render_to_response(self.get_context_data(form=form, draft_said=self.keep(form), is_part=True))
