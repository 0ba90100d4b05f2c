"""What the forms share that anybody may send: the trap, the count for each address, the thanks that tell nothing."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from portal.spam import HOUR, caller, take_turn
from portal.views.mixins import CityPage
from wf40.security_log import note


class PublicFormPage(CityPage, FormView):
    """A form of the public pages (`portal.spam.PublicForm`): `receive(form)` takes what was sent, `thanks` is the page afterwards.

    From one address at most `most_an_hour` of them are taken; the next ones keep what was typed and say when it goes on.
    """

    most_an_hour = 5
    thanks = ""

    def post(self, request, *args, **kwargs):
        """A program that filled in what people do not see is thanked as everybody is."""
        if self.get_form().is_trapped:
            note("trapped form", request)
            return self.thank()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Taken, unless too many came from there."""
        if not take_turn(self.thanks, caller(self.request), self.most_an_hour, HOUR):
            return self.refuse(form)
        self.receive(form)
        return self.thank()

    def receive(self, form) -> None:
        """What was sent is taken; subclasses say how."""
        # A form that forgets it must not thank people for what nobody keeps.
        raise NotImplementedError

    def thank(self):
        """The same page for all."""
        return redirect(reverse(self.thanks, args=[self.office.slug]))

    def refuse(self, form):
        """Later; nothing typed is lost."""
        note("too many forms", self.request)
        form.add_error(None, _("Many forms came from your network within an hour. Please send this one in an hour, or call us."))
        response = self.render_to_response(self.get_context_data(form=form), status=429)
        response.headers["Retry-After"] = str(HOUR)
        return response
