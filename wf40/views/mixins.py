"""What the staff's class views share: a right asked for the chosen city, rows of that city alone, typed text that survives."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wf40.sessions import forget_input, kept_input


class OfficeView:
    """A page of the office: asks `right` for the chosen city and shows that city's rows alone.

    A stranger is led to the sign-in, a person without the right gets 403, another city's row is 404.
    """

    right: str

    def dispatch(self, request, *args, **kwargs):
        """Ask before anything is read."""
        if request.user.is_authenticated and not self.may_enter():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self) -> bool:
        """Whether the person has the page's right in the chosen city."""
        return bool(self.request.municipality) and self.request.user.has_perm(self.right, self.request.municipality)

    def visible(self, model):
        """The rows of a kind that this person sees here."""
        return model.objects.visible_to(self.request.user, self.request.municipality)

    def get_queryset(self):
        """What the page is about, in scope."""
        return self.visible(self.model)


class FormPage(OfficeView):
    """A page with a form: what is typed survives an expired sign-in, errors stand in the page's title."""

    keeps_input = True

    def get_form_kwargs(self):
        """The form knows who asks where; typed text that was kept comes back."""
        kwargs = super().get_form_kwargs()
        kwargs |= {"user": self.request.user, "municipality": self.request.municipality}
        if self.request.method == "GET" and (kept := kept_input(self.request)) is not None:
            kwargs["data"] = kept
        return kwargs

    def get_context_data(self, **kwargs):
        """Tells the template of errors and of restored text."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context["has_errors"] = form.is_bound and bool(form.errors)
        if self.request.method == "GET" and form.is_bound:
            context["restored"] = _("You were signed out while typing. Your entries are back; please check and save them.")
        return context

    def done(self, message: str = ""):
        """The form did its work: say so, let the kept text go, lead on."""
        forget_input(self.request)
        if message:
            messages.success(self.request, message)
        return redirect(self.get_success_url())
