"""The pages of the network that are reached by a personal link, outside the staff's prefix."""

from django.urls import path

from network.views import answers, outcomes

urlpatterns = [
    path("frage/vorstellung/", answers.IntroductionAnswerView.as_view(), name="introduction_answer"),
    path("frage/ergebnis/", outcomes.OutcomeAnswerView.as_view(), name="outcome_answer"),
    path("frage/eintrag/", outcomes.ListingAnswerView.as_view(), name="listing_answer"),
]
