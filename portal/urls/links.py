"""The page that the mail to an applicant leads to."""

from django.urls import path

from portal.views import applications

urlpatterns = [path("anmeldung/", applications.ApplicationConfirmView.as_view(), name="application_confirm")]
