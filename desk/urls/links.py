"""What programs fetch by a secret address, outside the staff's prefix, which an office may keep in its intranet."""

from django.urls import path

from desk.views import feeds

urlpatterns = [path("kalender/<str:token>.ics", feeds.CalendarFeedView.as_view(), name="calendar_feed")]
