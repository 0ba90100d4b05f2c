"""The addresses of the house: staff under /buero/, the admin, accounts, health."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from wf40.views.clock import ClockView
from wf40.views.health import healthz
from wf40.views.office_pages import OfficePagesView

handler400 = "wf40.views.errors.bad_request"
handler403 = "wf40.views.errors.forbidden"
handler404 = "wf40.views.errors.not_found"
handler500 = "wf40.views.errors.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="office"), name="home"),
    path("healthz", healthz, name="healthz"),
    path("", include("municipalities.urls")),
    path("buero/uhr/", ClockView.as_view(), name="clock"),
    path("buero/leitung/", OfficePagesView.as_view(), name="office_pages"),
    path("buero/", include("desk.urls")),
    path("buero/vernetzung/", include("network.urls")),
    path("buero/", include("portal.urls.staff")),
    path("buero/", include("initiatives.urls")),
    path("", include("initiatives.urls.links")),
    path("", include("network.urls.links")),
    path("", include("desk.urls.links")),
    path("", include("portal.urls.links")),
    path("profil/", include("portal.urls.own")),
    path("admin/", admin.site.urls),
    # A city's name stands where our own words stand, so it comes last.
    re_path(r"^(?P<city>[-a-zA-Z0-9_]{1,40})/", include("portal.urls.public")),
]
