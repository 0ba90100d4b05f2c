"""The page of one's own calendar address and morning mail, and the calendar itself, which programs fetch without signing in."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from desk import actions
from desk.feeds import calendar_file
from desk.models import CalendarFeed, MorningMail
from desk.own_calendar import RIGHT, address_of, find_feed, is_in_force
from initiatives.links import count_wrong_token, is_guessing
from wf40.views.mixins import OfficeView

HOUR = 60 * 60


class OwnCalendarView(OfficeView, TemplateView):
    """Whether a calendar fetches one's promises, whether a mail comes in the morning, and how to set both up."""

    right = RIGHT
    template_name = "desk/own_calendar.html"

    def get_context_data(self, **kwargs):
        """The address itself is shown by the page that made it, and by no other."""
        feed = self.visible(CalendarFeed).filter(revoked_at=None).first()
        wants_mail = self.visible(MorningMail).filter(is_wanted=True).exists()
        return super().get_context_data(**kwargs) | {"feed": feed, "wants_mail": wants_mail, "form_key": uuid.uuid4()}


class OwnCalendarStep(OwnCalendarView):
    """A button of the page: whoever comes by its address alone is led to the page."""

    def get(self, request, *args, **kwargs):
        """Nothing is done without the button."""
        return redirect("own_calendar")

    def who(self) -> dict:
        """Whose calendar it is, as the actions want to know it."""
        return {"user": self.request.user, "municipality": self.request.municipality}


class CalendarAddressView(OwnCalendarStep):
    """A new address, which ends the one before."""

    right = "desk.add_calendarfeed"

    def post(self, request, *args, **kwargs):
        """The page with the address, which is stored nowhere; loaded once more it shows the same one."""
        try:
            form_key = uuid.UUID(request.POST.get("form_key", ""))
        except ValueError:
            return redirect("own_calendar")
        token = actions.make_calendar_address(form_key=form_key, **self.who())
        if token is None:
            messages.info(request, _("That address was revoked meanwhile. Please make a new one."))
            return redirect("own_calendar")
        return self.render_to_response(self.get_context_data(address=address_of(token)))


class CalendarRevokeView(OwnCalendarStep):
    """The address ends."""

    right = "desk.change_calendarfeed"

    def post(self, request, *args, **kwargs):
        """From now on programs that know the address get nothing."""
        actions.revoke_calendar_address(**self.who())
        messages.success(request, _("The calendar address is revoked."))
        return redirect("own_calendar")


class MorningMailView(OwnCalendarStep):
    """The morning mail is ordered or ended."""

    right = "desk.change_morningmail"

    def post(self, request, *args, **kwargs):
        """What the button says."""
        is_wanted = request.POST.get("wanted") == "1"
        actions.want_morning_mail(is_wanted=is_wanted, **self.who())
        messages.success(request, _("The morning mail is ordered.") if is_wanted else _("The morning mail is switched off."))
        return redirect("own_calendar")


@method_decorator(login_not_required, name="dispatch")
class CalendarFeedView(View):
    """The calendar of whoever knows the secret address; of an address that does not work nothing is told."""

    http_method_names = ["get", "head"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        """Refused without the line in the log, in which the token would stand."""
        return HttpResponseNotAllowed(self._allowed_methods())

    def dispatch(self, request, *args, **kwargs):
        """Kept by no cache, told to nobody, and not written into Django's log of refused requests, token and all."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response._has_been_logged = True
        return response

    def get(self, request, token):
        """The file, or nothing. Only a token that never was counts as a guess: programs go on asking for years at an address that ended."""
        if is_guessing(request):
            return HttpResponse(
                _("Too many attempts"), status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(HOUR)}
            )
        feed = find_feed(token)
        if feed is None:
            count_wrong_token(request)
        if feed is None or not is_in_force(feed):
            return HttpResponse(_("There is no calendar here."), status=404, content_type="text/plain; charset=utf-8")
        self._note_fetch(feed)
        response = HttpResponse(calendar_file(feed.owner, feed.municipality), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="wf40.ics"'
        return response

    def _note_fetch(self, feed):
        """Activity like that of a session, noted at most once an hour: by it the owner sees whether somebody else uses the address."""
        now = timezone.now()
        old = Q(fetched_at=None) | Q(fetched_at__lt=now - timedelta(hours=1))
        CalendarFeed.objects.visible_to(feed.owner, feed.municipality).filter(old, pk=feed.pk).update(fetched_at=now)
