"""The pages that are reached by a personal link, outside the staff's prefix."""

from django.urls import path

from initiatives.views import links

urlpatterns = [
    path("link/<str:token>/", links.PersonalLinkView.as_view(), name="personal_link"),
    path("einwilligung/", links.ConsentAnswerView.as_view(), name="consent_answer"),
    path("einwilligungen/", links.OwnConsentsView.as_view(), name="own_consents"),
    path("abbestellen/", links.StopView.as_view(), name="stop_mails"),
]
