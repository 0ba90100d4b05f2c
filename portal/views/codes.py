"""What goes beyond the published profile opens with a code that is mailed to the holder of the link."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.actions import MessageRefused
from initiatives.links import veiled
from portal.actions.codes import ask_code, enter_code
from portal.actions.inbox import TooMany
from portal.codes import code_of, let_in
from portal.forms.codes import CodeForm
from portal.views.mixins import OwnPage
from portal.wishes import BEHIND_A_CODE
from wf40.input import small_int
from wf40.security_log import note


def code_address(target: str = "") -> str:
    """The page of the code, from which it goes on to a kind of wish, to what was sent (its key), or to what is stored."""
    page = reverse("own_data_code")
    return f"{page}?{urlencode({'fuer': target})}" if target else page


class BehindCode(OwnPage):
    """A page of the own profile that shows or asks more than the public sees: whoever has not typed a code is asked for one first."""

    # Where the page of the code leads on to.
    target = ""
    # Of some wishes and not of others.
    needs_code = True

    @cached_property
    def is_opened(self) -> bool:
        """Whether this browser may see more; asked before anything is read."""
        return not self.needs_code or code_of(self.request, self.link) is not None

    def get(self, request, *args, **kwargs):
        """First the code."""
        if not self.is_opened:
            return redirect(code_address(self.target))
        response = super().get(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class OwnDataCodeView(OwnPage, TemplateView):
    """A button that has a code mailed, and the field for it; looking at the page sends nothing."""

    template_name = "portal/own_data_code.html"

    def get_context_data(self, **kwargs):
        """With the veiled address to which the code goes."""
        context = {"form": CodeForm(), "address": veiled(self._address()), "target": self._target(), "area": "profile"}
        return super().get_context_data(**context | kwargs)

    def post(self, request, *args, **kwargs):
        """Either ask for a code, or type one."""
        return self._enter() if request.POST.get("step") == "enter" else self._ask()

    def _address(self) -> str:
        return self.link.email or (self.link.contact or self.link.actor).email

    def _target(self) -> str:
        """Where it goes on to: a kind of wish or the key of what was sent; every other word leads to what is stored."""
        wanted = self.request.GET.get("fuer", "")
        return wanted if wanted in BEHIND_A_CODE or small_int(wanted) else ""

    def _ask(self):
        target = self._target()
        try:
            ask_code(link=self.link)
        except TooMany as error:
            return self.render_to_response(self.get_context_data(refused=str(error)), status=429)
        except MessageRefused as error:
            return self.render_to_response(self.get_context_data(refused=str(error)), status=409)
        words = _("The code is on its way to %(address)s. It comes within a few minutes.")
        messages.success(self.request, words % {"address": veiled(self._address())})
        return redirect(code_address(target))

    def _enter(self):
        form = CodeForm(self.request.POST)
        if form.is_valid():
            code = enter_code(link=self.link, typed=form.cleaned_data["code"])
            if code is not None:
                response = HttpResponseRedirect(self._onward())
                let_in(response, code)
                return response
            note("wrong code", self.request, link=self.link.pk)
            form.add_error(
                "code", _("This code does not fit, or it has expired or been used. After five wrong tries please ask for a new one.")
            )
        return self.render_to_response(self.get_context_data(form=form, has_errors=True))

    def _onward(self) -> str:
        target = self._target()
        if target in BEHIND_A_CODE:
            return reverse("own_wish_create", args=[target])
        return reverse("own_wish", args=[small_int(target)]) if target else reverse("own_data")
