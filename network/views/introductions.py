"""The page of a connection, and the steps of an introduction: begun, asked, answered by word, written to both."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView
from django.views.generic.detail import SingleObjectMixin

from initiatives.actions import MessageRefused
from initiatives.models import Consultation
from network import actions
from network.choices import DIRECTED, Answer, ConnectionKind, ExchangeType, Side
from network.connection_page import end_words, log_lines, may_record, side_cards, stage_marks
from network.forms.introductions import GIVER, ROLES, SEEKER, AnswerForm, IntroductionForm, IntroductionMailForm, SideForm
from network.introductions import (
    address_of,
    contact_of,
    data_block,
    find_actor,
    introduction_text,
    is_far,
    kind_from,
    may_be_asked,
    may_remind,
    obstacle,
    office_question,
    preview,
    question_subject,
    question_text,
    reason_from,
    sides_of,
)
from network.models import Connection, ConnectionStep, IntroductionSide, Listing
from network.names import Names
from network.outcomes import outcome_context
from network.picking import SECOND, make_pick
from wf40.input import small_int
from wf40.sessions import forget_input
from wf40.views.mixins import FormPage, OfficeView


def refusal(error) -> str:
    """What an action refused, in words."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


# --- the page of a connection ------------------------------------------------------------------------------
class ConnectionDetailView(OfficeView, DetailView):
    """A connection: how far it is, what both sides were asked and said, what it is about, and its log."""

    right = "network.view_connection"
    model = Connection
    template_name = "network/connection_detail.html"

    def get_queryset(self):
        """With everybody whom the page names."""
        return super().get_queryset().with_names().select_related("broker", "created_by")

    def _seen(self, model, key):
        """A row that the page names only to those who see it."""
        return self.visible(model).filter(pk=key).first() if key else None

    def get_context_data(self, **kwargs):
        """A fixed number of questions, however long the log is."""
        connection, user, city = self.object, self.request.user, self.request.municipality
        names = Names.of_rows(city, [connection])
        steps = list(self.visible(ConnectionStep).filter(connection=connection).select_related("made_by"))
        sides = sides_of(connection)
        may_change = user.has_perm("network.change_introductionside", city)
        first, second = names.of(connection.from_actor), names.of(connection.to_actor)
        back = str(DIRECTED[connection.kind][1]) if connection.is_directed else ""
        waiting_for = [names.of(connection.actor_of(side)) for side in Side if connection.agreed_at(side) is None]
        outcomes = outcome_context(user, city, connection)
        return super().get_context_data(**kwargs) | {
            "first": first,
            "second": second,
            "between": connection.words_for(Side.FROM),
            "back": back,
            "began_in": self._seen(Consultation, connection.consultation_id),
            "want": self._seen(Listing, connection.want_id),
            "offer": self._seen(Listing, connection.offer_id),
            "marks": stage_marks(connection, steps, sides),
            "end": end_words(connection, steps),
            "sides": side_cards(connection, sides, names, may_change=may_change),
            "log": log_lines(connection, steps, names),
            "waiting_for": waiting_for,
            "is_being_prepared": bool(sides) and connection.is_in_preparation and not connection.introduced_at,
            "may_introduce": may_change and not waiting_for,
            "may_edit": user.has_perm("network.change_connection", city),
            "outcomes": outcomes,
        }


# --- begun -------------------------------------------------------------------------------------------------
class IntroductionBeginView(FormPage, FormView):
    """An introduction begins: first both sides are chosen, then what it is about. Nobody is asked yet."""

    right = "network.add_connection"
    form_class = IntroductionForm
    template_name = "network/introduction_begin.html"

    @property
    def asked(self):
        """What the address says, or the form that was sent."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    def _listing(self, exchange_type: str):
        key = small_int(self.asked.get(exchange_type))
        return self.visible(Listing).filter(pk=key, exchange_type=exchange_type).select_related("actor").first() if key else None

    @cached_property
    def want(self):
        """The want that is to be met."""
        return self._listing(ExchangeType.WANT)

    @cached_property
    def offer(self):
        """The offer that could meet it."""
        return self._listing(ExchangeType.OFFER)

    @cached_property
    def consultation(self):
        """The talk in which it began."""
        key = small_int(self.asked.get("consultation"))
        return self.visible(Consultation).filter(pk=key).first() if key else None

    @cached_property
    def actors(self) -> dict:
        """Both sides as far as they are chosen: named by the address, by a listing, or the only one of a talk."""
        keys = {role: self.asked.get(role) for role in ROLES}
        keys[SEEKER] = keys[SEEKER] or (self.want and self.want.actor_id)
        keys[GIVER] = keys[GIVER] or (self.offer and self.offer.actor_id)
        if self.consultation and not keys[SEEKER]:
            present = list(self.consultation.actors.sighted().values_list("pk", flat=True)[:2])
            keys[SEEKER] = present[0] if len(present) == 1 else None
        found = {role: find_actor(self.request.user, self.request.municipality, keys[role]) for role in ROLES}
        if found[SEEKER] and found[SEEKER] == found[GIVER]:
            found[GIVER] = None
        return found

    @property
    def is_chosen(self) -> bool:
        """Whether both sides are known, so that the form can be shown."""
        return all(self.actors.values())

    def post(self, request, *args, **kwargs):
        """Without both sides there is no form yet."""
        if not self.is_chosen:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class=None):
        """Only for two chosen sides."""
        return super().get_form(form_class) if self.is_chosen else None

    def get_form_kwargs(self):
        """The form knows both."""
        return super().get_form_kwargs() | self.actors

    def get_initial(self):
        """What the address and the listings suggest."""
        listing = self.want or self.offer
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in ConnectionKind.values else kind_from(listing) if listing else ConnectionKind.INTRODUCTION
        named = {"want": self.want, "offer": self.offer, "consultation": self.consultation}
        found = {"kind": kind, "reason": reason_from(self.want, self.offer)}
        for role, row in ((SEEKER, self.want), (GIVER, self.offer)):
            if row and row.contact_id and self.actors[role] == row.actor:
                found[f"{role}_contact"] = row.contact_id
        return found | {name: row.pk for name, row in named.items() if row}

    def get_context_data(self, **kwargs):
        """With the choice of the sides, as long as one is missing or somebody looks for another one."""
        user, city = self.request.user, self.request.municipality
        picks = {
            role: make_pick(user, city, SECOND, key=actor.pk if actor else None, query=self.request.GET.get(f"{role}_query", ""))
            for role, actor in self.actors.items()
        }
        context = {"form": None, **kwargs} if not self.is_chosen else kwargs
        if self.is_chosen:
            context = super().get_context_data(**context)
        else:
            context |= {"view": self}
        if "back" not in context:
            back = next((row for row in (self.consultation, self.want, self.offer, *self.actors.values()) if row), None)
            is_own = back is not None and back.municipality_id == city.pk
            context["back"] = back.get_absolute_url() if is_own else reverse("connection_list")
        kept = {name: row.pk for name, row in (("want", self.want), ("offer", self.offer), ("consultation", self.consultation)) if row}
        kind = self.request.GET.get("kind", "")
        if kind in ConnectionKind.values:
            kept["kind"] = kind
        return context | {"picks": list(picks.items()), "kept": kept, "actors": self.actors, "consultation": self.consultation}

    def form_valid(self, form):
        """Once per form."""
        try:
            connection, is_new = actions.begin_introduction(
                user=self.request.user,
                municipality=self.request.municipality,
                seeker=self.actors[SEEKER],
                giver=self.actors[GIVER],
                kind=form.cleaned_data["kind"],
                values=form.values,
                sides=form.sides,
                form_key=form.cleaned_data["form_key"],
            )
        except ValidationError as error:
            for field, words in error.message_dict.items():
                form.add_error(field if field in form.fields else None, words)
            return self.form_invalid(form)
        forget_input(self.request)
        if is_new:
            messages.success(self.request, _("The introduction has begun. Nobody has been asked yet."))
        return redirect(connection.get_absolute_url())


# --- one side ----------------------------------------------------------------------------------------------
class SidePage(OfficeView, SingleObjectMixin):
    """What the pages of one side share: the side, the one across, and how both are named here."""

    right = "network.change_introductionside"
    model = IntroductionSide

    def get_queryset(self):
        """With both actors and their cities."""
        names = (f"connection__{end}_actor__municipality" for end in ("from", "to"))
        return super().get_queryset().select_related("connection__municipality", *names)

    def get_object(self, queryset=None):
        """The side beside the one across; of restricted actors there is none."""
        side = super().get_object(queryset)
        self.both = sides_of(side.connection)
        return self.both[side.side]

    def dispatch(self, request, *args, **kwargs):
        """Ask for the right first."""
        if request.user.is_authenticated and self.may_enter():
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    @property
    def other(self):
        """The side across."""
        return self.both[Side(self.object.side).other]

    @property
    def connection(self):
        """The connection of both."""
        return self.object.connection

    def get_success_url(self):
        """Back to the connection."""
        return self.connection.get_absolute_url()

    def get_context_data(self, **kwargs):
        """With the names."""
        names = Names.of_rows(self.request.municipality, [self.connection])
        return super().get_context_data(**kwargs) | {
            "side": self.object,
            "other_side": self.other,
            "connection": self.connection,
            "name": names.of(self.object.actor),
            "other_name": names.of(self.other.actor),
            "first": names.of(self.connection.from_actor),
            "second": names.of(self.connection.to_actor),
            "is_far": is_far(self.object),
        }


class IntroductionAskView(SidePage, TemplateView):
    """One side is asked: the page shows exactly what it will read, the button sends it."""

    template_name = "network/introduction_ask.html"

    def get_context_data(self, **kwargs):
        """With the text, or with what stands in its way."""
        side, other = self.object, self.other
        context = {"subject": question_subject(), "text": "", "missing": "", "obstacle": obstacle(side), "to": address_of(side)}
        is_waiting = side.is_waiting and not may_remind(side)
        if side.answer == Answer.YES or is_waiting or not may_be_asked(side, other):
            context["is_over"] = True
        else:
            try:
                context["text"] = office_question(side, other) if is_far(side) else preview(question_text(side, other))
            except ValidationError as error:
                context |= {"missing": refusal(error), "is_about": error.code}
        return super().get_context_data(**context, **kwargs) | {"contact": contact_of(side), "is_reminder": side.is_waiting}

    def post(self, request, *args, **kwargs):
        """Ask, once."""
        is_by_word = "by_word" in request.POST
        try:
            side = actions.ask_side(user=request.user, connection=self.connection, side=self.object.side, is_by_word=is_by_word)
        except (ValidationError, MessageRefused) as error:
            return self.render_to_response(self.get_context_data(refused=refusal(error), has_errors=True))
        if is_by_word:
            messages.success(request, _("Noted: %(name)s was asked by word.") % {"name": side.actor})
        elif is_far(side):
            messages.success(request, _("The office of %(city)s has it in its list now.") % {"city": side.actor.municipality})
        else:
            messages.success(request, _("The question to %(name)s is on its way.") % {"name": side.actor})
        return redirect(self.get_success_url())


class IntroductionChangeView(SidePage, FormPage, FormView):
    """Whom to ask on a side, what is passed on, how it is called before its yes."""

    form_class = SideForm
    template_name = "network/introduction_change.html"

    def get_form_kwargs(self):
        """The form knows the side."""
        return super().get_form_kwargs() | {"side": self.object}

    def form_valid(self, form):
        """The action decides what may still be changed."""
        try:
            actions.change_side(connection=self.connection, side=self.object.side, values=form.values)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("Saved."))


class IntroductionRecordView(SidePage, FormPage, FormView):
    """An answer given by word is written down: what, how and when."""

    form_class = AnswerForm
    template_name = "network/introduction_record.html"

    def get(self, request, *args, **kwargs):
        """Where nothing can be answered, the connection says why."""
        if request.user.is_authenticated and not may_record(self.object, self.other):
            messages.info(request, _("There is no answer to record at the moment."))
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        """The button that led here said which answer."""
        answer = self.request.GET.get("answer", "")
        return {"answer": answer} if answer in (Answer.YES, Answer.NO) else {}

    def form_valid(self, form):
        """The same answer twice is one."""
        given = form.cleaned_data
        if is_far(self.object):
            form.add_error(None, _("Its own office asks and records."))
            return self.form_invalid(form)
        try:
            side = actions.answer_introduction(
                connection=self.connection,
                side=self.object.side,
                answer=given["answer"],
                through=given["through"],
                user=self.request.user,
                answered_at=given["answered_at"],
                note=given["note"],
            )
        except ValidationError as error:
            form.add_error(None, refusal(error))
            return self.form_invalid(form)
        if side.answer == Answer.YES:
            return self.done(_("Recorded: %(name)s says yes.") % {"name": side.actor})
        return self.done(_("Recorded: %(name)s says no.") % {"name": side.actor})


# --- the introduction --------------------------------------------------------------------------------------
class IntroductionMailView(FormPage, SingleObjectMixin, FormView):
    """Both agreed: the ready mails to both, their words to edit; what each allowed stands below and in no field."""

    right = "network.change_introductionside"
    model = Connection
    form_class = IntroductionMailForm
    template_name = "network/introduction_mail.html"

    def get_queryset(self):
        """With both actors and their cities."""
        return super().get_queryset().with_names().select_related("municipality")

    def dispatch(self, request, *args, **kwargs):
        """Only for two who agreed and were not introduced yet."""
        if request.user.is_authenticated and self.may_enter():
            self.object = self.get_object()
            self.both = sides_of(self.object)
            if not self.is_ready:
                if self.object.introduced_at:
                    messages.info(request, _("The two have been introduced already."))
                else:
                    messages.info(request, _("Both sides have to agree before they are introduced."))
                return redirect(self.object.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_ready(self) -> bool:
        """Both said yes, and it is still to be done."""
        row = self.object
        agreed = bool(row.from_agreed_at and row.to_agreed_at)
        return len(self.both) == 2 and agreed and row.is_in_preparation and not row.introduced_at

    @cached_property
    def names(self) -> Names:
        """How both are named here."""
        return Names.of_rows(self.request.municipality, [self.object])

    @cached_property
    def obstacles(self) -> dict:
        """Why a side cannot be written to, by side."""
        return {code: obstacle(side) for code, side in self.both.items()}

    def get_form_kwargs(self):
        """Words for every side that is one of ours; another city's office passes on what it gets."""
        texts = {code: introduction_text(side, self.both[Side(code).other]) for code, side in self._ours()}
        names = {code: self.names.of(side.actor) for code, side in self.both.items()}
        return super().get_form_kwargs() | {"texts": texts, "names": names}

    def _ours(self):
        return [(code, side) for code, side in self.both.items() if not is_far(side)]

    def get_context_data(self, **kwargs):
        """With what each gets of the other, exactly as it is added."""
        context = super().get_context_data(**kwargs)
        form, rows = context["form"], []
        for code, side in self.both.items():
            rows.append(
                {
                    "code": code,
                    "name": self.names.of(side.actor),
                    "to": address_of(side) if not is_far(side) and not self.obstacles[code] else "",
                    "obstacle": self.obstacles[code],
                    "office": side.actor.municipality.office_name if is_far(side) else "",
                    "field": form[f"text_{code}"] if f"text_{code}" in form.fields else None,
                    "data": data_block(self.both[Side(code).other]),
                }
            )
        first, second = (self.names.of(actor) for actor in (self.object.from_actor, self.object.to_actor))
        by_word = [row["name"] for row in rows if row["obstacle"]]
        return context | {"connection": self.object, "rows": rows, "first": first, "second": second, "by_word": by_word}

    def form_valid(self, form):
        """The action adds the data; twice is once."""
        # Only a side of which this page said that no mail reaches it is told by word.
        said = set(self.request.POST.getlist("by_word"))
        by_word = [code for code, side in self._ours() if code in said]
        try:
            actions.introduce(
                user=self.request.user, connection=self.object, subject=form.cleaned_data["subject"], texts=form.texts, by_word=by_word
            )
        except (ValidationError, MessageRefused) as error:
            form.add_error(None, refusal(error))
            return self.form_invalid(form)
        return self.done(_("The two are introduced."))

    def get_success_url(self):
        """Back to the connection."""
        return self.object.get_absolute_url()
