"""The outbox: what the office mails, how far each mail is, and what somebody has to decide."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from initiatives import actions
from initiatives.choices import MessageState
from initiatives.filters import MessageFilter
from initiatives.models import Message
from initiatives.tables import MessageTable, message_state
from wf40.views.lists import ListPage
from wf40.views.mixins import OfficeView


class MessageListView(ListPage):
    """The mails of the office, those first about which somebody has to decide."""

    right = "initiatives.view_message"
    model = Message
    filterset_class = MessageFilter
    table_class = MessageTable
    template_name = "initiatives/message_list.html"

    def prepare(self, queryset):
        """With whom, for what, by whom, and how urgent."""
        return queryset.with_urgency().select_related("actor", "contact", "purpose", "created_by").defer("body")

    def get_context_data(self, **kwargs):
        """With the tabs and their counts."""
        rows, shown = self.visible(Message), self.request.GET.get("state", "")
        tabs = [
            {"label": _("All"), "url": "?", "count": None, "is_current": not shown},
            {"label": _("To decide"), "url": "?state=decide", "count": rows.to_decide().count(), "is_current": shown == "decide"},
            {
                "label": _("Waiting"),
                "url": f"?state={MessageState.WAITING}",
                "count": rows.filter(state=MessageState.WAITING).count(),
                "is_current": shown == MessageState.WAITING,
            },
        ]
        return super().get_context_data(**kwargs) | {"tabs": tabs}


class MessageDetailView(OfficeView, DetailView):
    """A mail as it was written: its text without the links, all its times, and what can be done."""

    right = "initiatives.view_message"
    model = Message
    template_name = "initiatives/message_detail.html"

    def get_queryset(self):
        """With everything that the page names."""
        return super().get_queryset().select_related("actor", "contact", "purpose", "created_by")

    def get_context_data(self, **kwargs):
        """With the state as a badge and the right to decide."""
        message = self.object
        return super().get_context_data(**kwargs) | {
            "state": message_state(message),
            "is_uncertain": message.state == MessageState.UNCERTAIN,
            "is_waiting": message.state == MessageState.WAITING,
            "may_change": self.request.user.has_perm("initiatives.change_message", self.request.municipality),
        }


class MessageStep(OfficeView, DetailView):
    """A decision about a mail by a button; a page opened by its address leads to the mail."""

    right = "initiatives.change_message"
    model = Message
    done_message = ""

    def get(self, request, *args, **kwargs):
        """Nothing changes by a link."""
        return redirect(self.get_object().get_absolute_url())

    def post(self, request, *args, **kwargs):
        """Decide, or say that it is decided already."""
        message = self.get_object()
        if self.act(message):
            messages.success(request, self.done_message)
        else:
            messages.info(request, _("Nothing was changed: the mail is in another state by now."))
        return redirect(message.get_absolute_url())


class MessageRepeatView(MessageStep):
    """A mail that failed or may have got lost goes out again."""

    done_message = gettext_lazy("The mail is on its way once more.")

    def act(self, message) -> bool:
        """Once, however often the button is pressed."""
        return actions.repeat_message(message=message)


class MessageDiscardView(MessageStep):
    """Nothing follows from a mail any more, or a waiting one does not leave."""

    done_message = gettext_lazy("The mail was put aside.")

    def act(self, message) -> bool:
        """A mail that left meanwhile cannot be put aside."""
        return actions.discard_message(message=message)
