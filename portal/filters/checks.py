"""The filter bar of the list of questions whether an entry is still right."""

import django_filters
from django.utils.translation import gettext_lazy as _

from initiatives.models import Actor
from portal.checks import open_checks, unanswered
from portal.choices import CheckAnswer, CheckedThrough
from wf40.filters import OfficeFilterSet

ANSWERS = [(value, label) for value, label in CheckAnswer.choices if value]


class CheckFilter(OfficeFilterSet):
    """Questions and answers: of whom, how far, what was said and by whom."""

    STATES = [
        ("unanswered", _("to be asked by word")),
        ("waiting", _("asked by mail, waiting")),
        ("answered", _("answered")),
        ("all", _("all")),
    ]

    q = django_filters.CharFilter(label=_("Name of the actor"), method="by_text", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=None, choices=STATES)
    answer = django_filters.ChoiceFilter(label=_("Answer"), empty_label=_("all"), choices=ANSWERS)
    through = django_filters.ChoiceFilter(
        label=_("Answered by"), field_name="answered_through", empty_label=_("all"), choices=CheckedThrough.choices
    )

    defaults = {"state": "unanswered"}

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and (data.get("answer") or data.get("through")) and not data.get("state"):
            # Only what was answered has an answer.
            data = data.copy()
            data["state"] = "answered"
        super().__init__(data, *args, **kwargs)

    def by_text(self, queryset, name, value):
        """Words of the actor's name, also of a former one."""
        return queryset.filter(actor__in=Actor.objects.visible_to(self.user, self.municipality).matching(value).values("pk"))

    def by_state(self, queryset, name, value):
        """How far the question is."""
        if value == "answered":
            return queryset.exclude(answer=CheckAnswer.OPEN)
        if value == "unanswered":
            return unanswered(open_checks(queryset))
        if value == "waiting":
            return open_checks(queryset).exclude(pk__in=unanswered(open_checks(queryset)).values("pk"))
        return queryset
