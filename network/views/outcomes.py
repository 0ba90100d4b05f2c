"""What became of an introduction, and whether a want or an offer still holds: answered by a personal link, or noted by the office."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from initiatives.views.links import ByLink
from network import actions
from network.choices import ListingState, Side, Through
from network.forms.outcomes import OutcomeAnswerForm, OutcomeRecordForm
from network.models import Connection
from network.names import Names
from network.outcomes import is_to_be_renewed, listing_of, may_answer, question_here, question_of
from wf40.input import own_address
from wf40.views.mixins import FormPage, OfficeView


# --- by link -----------------------------------------------------------------------------------------------
class OutcomeAnswerView(ByLink, FormView):
    """One side of an introduction says whether it still runs, and may change its answer as long as the link lasts."""

    link_kind = "outcome"
    template_name = "links/outcome_answer.html"
    form_class = OutcomeAnswerForm

    @cached_property
    def question(self):
        """What the link asks; none where one of the two is restricted."""
        return question_of(self.link)

    def get_initial(self):
        """The words of the answer that was given."""
        return {"text": self.question.answer_text} if self.question else {}

    def get_context_data(self, **kwargs):
        """Who with whom, since when, and what was answered."""
        context = super().get_context_data(**kwargs)
        if self.question is None:
            return context | {"question": None, "is_open": False}
        connection = self.question.connection
        other = connection.actor_of(Side(self.question.side).other)
        return context | {
            "question": self.question,
            "connection": connection,
            "own": self.question.actor,
            # Of another city's actor no more than everybody may read.
            "other": Names(self.link.municipality, [other]).of(other),
            "is_open": may_answer(connection),
            "has_errors": context["form"].is_bound,
        }

    def form_valid(self, form):
        """The answer replaces the older one; what a person has closed meanwhile takes none."""
        entered = form.cleaned_data
        if self.question is None or not actions.answer_outcome(question=self.question, through=Through.LINK, **entered):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("Thank you. Your answer is stored."))
        return redirect("outcome_answer")


class ListingAnswerView(ByLink, TemplateView):
    """Whoever seeks or offers something says whether that still holds."""

    link_kind = "listing"
    template_name = "links/listing_answer.html"
    ANSWERS = (ListingState.OPEN, ListingState.FULFILLED, ListingState.WITHDRAWN)

    @cached_property
    def listing(self):
        """What the link asks about; none where its actor is restricted."""
        return listing_of(self.link)

    def get_context_data(self, **kwargs):
        """The want or offer, and whether there is anything to decide."""
        is_open = self.listing is not None and is_to_be_renewed(self.listing, timezone.localdate())
        return super().get_context_data(**kwargs) | {"listing": self.listing, "is_open": is_open}

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        answer = request.POST.get("answer")
        if self.listing is not None and answer in self.ANSWERS and actions.answer_listing(listing=self.listing, answer=answer):
            messages.success(request, _("Thank you. Your answer is stored."))
        return redirect("listing_answer")


# --- by the office -----------------------------------------------------------------------------------------
class OutcomeRecordView(FormPage, FormView):
    """Somebody of the office notes what a side said by word; for its own actor also when another city asked."""

    right = "network.change_outcomequestion"
    form_class = OutcomeRecordForm
    template_name = "network/outcome_form.html"

    @cached_property
    def question(self):
        """Of this city, or of another one to an actor of this city; neither actor restricted."""
        found = question_here(self.request.user, self.request.municipality, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @property
    def is_far(self) -> bool:
        """Whether another city asked."""
        return self.question.municipality_id != self.request.municipality.pk

    def get(self, request, *args, **kwargs):
        """What a person has closed takes no answer any more."""
        return super().get(request, *args, **kwargs) if may_answer(self.question.connection) else self.closed()

    def closed(self):
        """Back, with the reason."""
        messages.error(self.request, _("The connection is closed; it takes no answers any more."))
        return redirect(self.get_success_url())

    def get_form_kwargs(self):
        """The form knows who asked."""
        return super().get_form_kwargs() | {"is_far": self.is_far}

    def get_initial(self):
        """What was answered before; what another office noted is this office's own answer."""
        question = self.question
        if not question.answer:
            return super().get_initial()
        known = {"answer": question.answer, "text": question.answer_text}
        by_word = question.answered_through not in (Through.LINK, Through.OFFICE)
        return super().get_initial() | known | ({"through": question.answered_through} if by_word else {})

    def get_context_data(self, **kwargs):
        """Who is asked about whom, as this city may read it."""
        question, connection = self.question, self.question.connection
        names = Names.of_rows(self.request.municipality, [connection])
        return super().get_context_data(**kwargs) | {
            "question": question,
            "asked": names.of(question.actor),
            "other": names.of(connection.actor_of(Side(question.side).other)),
            "connection": connection,
            "is_far": self.is_far,
            "back_url": self.get_success_url(),
        }

    def form_valid(self, form):
        """The answer counts at once; the follow-up that asked for it is done."""
        through = {"through": Through.OFFICE} if self.is_far else {}
        if not actions.answer_outcome(question=self.question, user=self.request.user, **form.cleaned_data | through):
            return self.closed()
        return self.done(_("The answer is noted."))

    def get_success_url(self):
        """The connection's page; another city's is the actor's page here."""
        return self.question.actor.get_absolute_url() if self.is_far else self.question.connection.get_absolute_url()


class OutcomeSeenView(OfficeView, View):
    """Somebody has looked at the answers and lets the stage stand."""

    right = "network.change_connection"

    @cached_property
    def connection(self):
        """Of this city; neither actor restricted."""
        return get_object_or_404(self.visible(Connection), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.connection.get_absolute_url())

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        if actions.let_stand(user=request.user, connection=self.connection):
            messages.success(request, _("Looked at; the stage stays: %(stage)s.") % {"stage": self.connection.get_stage_display()})
        return redirect(own_address(request.POST.get("next", "")) or reverse("connection_detail", args=[self.connection.pk]))
