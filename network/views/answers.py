"""The page on which a side answers whether it wants to be introduced, reached by the personal link in its mail."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.views.links import ByLink
from network import actions
from network.answering import asked_by, shown_to
from network.choices import Answer, Through
from network.introductions import fingerprint


class IntroductionAnswerView(ByLink, TemplateView):
    """What is asked, what would be passed on, and two buttons; afterwards what holds and what happens next."""

    link_kind = "introduction"
    template_name = "links/introduction_answer.html"

    def get_context_data(self, **kwargs):
        """The question of the link, as it stands at this moment."""
        return super().get_context_data(**kwargs) | {"asked": shown_to(asked_by(self.link))}

    def post(self, request, *args, **kwargs):
        """A yes counts for what the page showed; if that changed meanwhile, it is shown anew."""
        side, answer = asked_by(self.link), request.POST.get("answer", "")
        if side is None:
            return self.render_to_response(self.get_context_data(), status=409)
        if answer == Answer.YES and not constant_time_compare(request.POST.get("shown", ""), fingerprint(side)):
            words = _("What would be passed on has changed meanwhile. Please look at it once more.")
            return self.render_to_response(self.get_context_data(refused=words), status=409)
        try:
            actions.answer_introduction(connection=side.connection, side=side.side, answer=answer, through=Through.LINK)
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(refused=" ".join(error.messages)), status=409)
        return redirect("introduction_answer")
