"""The pages that are reached by a personal link: the way in, the answer to a request for consent, one's own consents, the end of mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from initiatives import actions
from initiatives.choices import ConsentChannel
from initiatives.links import (
    count_wrong_token,
    enter,
    entered,
    find_link,
    is_guessing,
    is_usable,
    is_used_up,
    link_purpose,
    purpose_of,
    request_of,
    veiled,
)
from initiatives.rules import is_stopped, purpose_states, texts_in_force
from wf40.input import small_int

HOUR = 60 * 60


def closed(request, why: str, status: int, link=None):
    """The way in is closed: why, and what to do. Of an unknown link nothing is told, not even whether it ever existed."""
    request.office_shown = link.municipality if link else None
    return render(request, "links/closed.html", {"why": why, "link": link, "office": request.office_shown}, status=status)


def _end_of(link) -> str:
    """Why a link does not work any more."""
    if is_used_up(link):
        return "used"
    return "revoked" if link.revoked_at else "ended"


# Without the check of Django's own token: the page tells no site where it came from (no-referrer), so browsers send "Origin: null"
# with its button, which that check refuses. The token in the address is the proof here, and nothing but a cookie is given.
@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class PersonalLinkView(TemplateView):
    """Whom the link is from and for what; only the button lets in, as programs that look through mails open every address."""

    template_name = "links/personal_link.html"
    http_method_names = ["get", "head", "post"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        """Refused without the line in the log, in which the token would stand."""
        return HttpResponseNotAllowed(self._allowed_methods())

    def dispatch(self, request, *args, **kwargs):
        """Closed to guesses, to wrong tokens and to links that ended; the address is told to nobody and kept nowhere."""
        response = self._closed(request, kwargs["token"]) or super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store, private"
        # Django's log of refused requests would write the address down, token and all.
        response._has_been_logged = True
        return response

    def _closed(self, request, token):
        if is_guessing(request):
            response = closed(request, "guessing", 429)
            response.headers["Retry-After"] = str(HOUR)
            return response
        self.link = find_link(token)
        if self.link is None:
            count_wrong_token(request)
            return closed(request, "unknown", 404)
        if not is_usable(self.link):
            return closed(request, _end_of(self.link), 410, self.link)
        request.office_shown = self.link.municipality
        return None

    def get_context_data(self, **kwargs):
        """The link with what awaits the reader."""
        purpose = link_purpose(self.link.purpose)
        return super().get_context_data(**kwargs) | {
            "link": self.link,
            "purpose": purpose,
            "sentence": purpose.explain(self.link),
            "answers": purpose.answers(self.link) if purpose.answers else [],
            # The mail names a button already; it stands out here.
            "chosen": self.request.GET.get("antwort", ""),
        }

    def post(self, request, *args, **kwargs):
        """The token for a cookie; a button on another site lets nobody in."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return self.get(request, *args, **kwargs)
        purpose = link_purpose(self.link.purpose)
        page, answer = purpose.url_name, request.POST.get("answer", "")
        if purpose.answers and answer in dict(purpose.answers(self.link)):
            page = purpose.take(self.link, answer) or page
        response = redirect(page)
        enter(response, self.link)
        return response


@method_decorator(login_not_required, name="dispatch")
class ByLink:
    """A page for the holder of a personal link, who came in by its button; shows the link's own actor and person alone.

    Subclasses say with which kind of link (`link_kind`); `self.link` is the link, asked anew on every request.
    """

    link_kind = ""

    def dispatch(self, request, *args, **kwargs):
        """Who comes without a link, or with one that ended meanwhile, is told how to come in."""
        self.link = entered(request, self.link_kind)
        if self.link is None:
            return closed(request, "not_entered", 403)
        if why := self.refused(self.link):
            return closed(request, why, 410, self.link)
        request.office_shown = self.link.municipality
        return super().dispatch(request, *args, **kwargs)

    def refused(self, link) -> str:
        """Why a valid link opens nothing all the same; empty if it does. Kinds of links that ask for more say so here."""
        return ""

    def get_context_data(self, **kwargs):
        """With the link and its office."""
        return super().get_context_data(**kwargs) | {"link": self.link, "office": self.link.municipality}


class ConsentAnswerView(ByLink, TemplateView):
    """The reader of a request decides for each purpose, once; afterwards the page says what holds."""

    link_kind = "consent"
    template_name = "links/consent_answer.html"

    def get_context_data(self, **kwargs):
        """The questions, or the answers if they were given."""
        asked = request_of(self.link)
        rows = asked.consents.select_related("purpose", "text").order_by("purpose__position", "pk") if asked else []
        consents = list(rows)
        is_open = asked is not None and asked.answered_at is None and bool(consents)
        return super().get_context_data(**kwargs) | {"asked": asked, "consents": consents, "is_open": is_open}

    def post(self, request, *args, **kwargs):
        """Keys of other requests are not looked at; a second answer changes nothing."""
        given = {small_int(key) for key in request.POST.getlist("consent")}
        asked = request_of(self.link)
        if asked is None or actions.answer_request(request=asked, link=self.link, given=given) is None:
            return self.render_to_response(self.get_context_data(is_second=True), status=409)
        return redirect("consent_answer")


class OwnConsentsView(ByLink, TemplateView):
    """All purposes of the office with what holds for the holder: given, withdrawn, objected to and lifted again here."""

    link_kind = "consents"
    template_name = "links/own_consents.html"

    def get_context_data(self, **kwargs):
        """With the words of each consent."""
        subject = self.link.subject
        texts = texts_in_force(self.link.municipality)
        states = purpose_states(subject)
        for state in states:
            state.text = texts.get(state.purpose.pk)
            state.may_consent = state.consent is None and (state.purpose.needs_consent or state.consent_withdrawn_at is not None)
            state.may_object = not state.purpose.needs_consent and state.consent is None and state.objection is None
        return super().get_context_data(**kwargs) | {
            "subject": subject,
            "states": states,
            "hint": veiled(subject.email),
            "may_ask": not self.link.email and subject.email and any(state.may_consent for state in states),
        }

    def post(self, request, *args, **kwargs):
        """One step, then the page anew."""
        states = {state.purpose.pk: state for state in purpose_states(self.link.subject)}
        if request.POST.get("step") == "ask":
            chosen = [states[key] for text in request.POST.getlist("purpose") if (key := small_int(text)) in states]
            self._ask([state.purpose for state in chosen if state.consent is None])
        elif state := states.get(small_int(request.POST.get("purpose"))):
            self._take(request.POST.get("step"), state)
        return redirect("own_consents")

    def _take(self, step, state):
        """Give, withdraw, object, lift; what does not fit the state changes nothing."""
        purpose, words = state.purpose, {"purpose": state.purpose}
        if step == "give" and self.link.email and state.consent is None:
            actions.give_by_link(link=self.link, purpose=purpose)
            messages.success(self.request, _("You consented: %(purpose)s.") % words)
        elif step == "withdraw" and state.consent:
            actions.withdraw_consent(consent=state.consent, channel=ConsentChannel.LINK)
            messages.success(self.request, _("Your consent is withdrawn: %(purpose)s.") % words)
        elif step == "object" and not purpose.needs_consent:
            actions.raise_objection(subject=self.link.subject, purpose=purpose, channel=ConsentChannel.LINK)
            messages.success(self.request, _("Your objection is noted: %(purpose)s.") % words)
        elif step == "lift" and state.objection:
            actions.lift_objection(user=None, objection=state.objection)
            messages.success(self.request, _("Your objection is taken back: %(purpose)s.") % words)

    def _ask(self, purposes):
        """A printed link proves no address: the stored one is asked by mail."""
        subject = self.link.subject
        if self.link.email or not subject.email:
            return
        if not purposes:
            messages.error(self.request, _("Please tick to what you want to consent."))
            return
        try:
            actions.request_consents(user=None, subject=subject, purposes=purposes)
        except actions.MessageRefused:
            messages.error(self.request, _("The office may not write mails to you at the moment. Please turn to it directly."))
        else:
            words = _("A mail is on its way to %(address)s. Your consent holds as soon as you confirm it by the link in the mail.")
            messages.success(self.request, words % {"address": veiled(subject.email)})


class StopView(ByLink, TemplateView):
    """The reader of a mail ends such mails by a button."""

    link_kind = "stop"
    template_name = "links/stop_mails.html"

    def get_context_data(self, **kwargs):
        """For which purpose, and whether they have ended already."""
        purpose = purpose_of(self.link)
        stopped = purpose is None or is_stopped(subject=self.link.subject, purpose=purpose)
        return super().get_context_data(**kwargs) | {"purpose": purpose, "is_stopped": stopped}

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        if purpose := purpose_of(self.link):
            actions.stop_purpose(subject=self.link.subject, purpose=purpose)
        return redirect("stop_mails")
