"""The table of questions whether an entry is still right."""

from django.utils.html import format_html
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.checks import is_by_word, why_by_word, with_addresses
from portal.choices import CheckAnswer, CheckedThrough
from wf40.tables import MISSING, Column, Table, day, link, record_url

LOOKS = {CheckAnswer.YES: "success", CheckAnswer.CHANGE: "info", CheckAnswer.GONE: "warning"}


def who_said(check) -> str:
    """Who answered; an alliance by its name, unless its data are restricted."""
    if check.answered_through != CheckedThrough.ALLIANCE:
        return check.get_answered_through_display()
    is_named = check.vouched_by and not check.vouched_by.restricted_at
    return gettext("vouches: %(name)s") % {"name": check.vouched_by} if is_named else check.get_answered_through_display()


def _answer(check) -> str:
    if not check.answer:
        return MISSING
    badge = format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{}"><span class="kern-label">{}</span></span>',
        LOOKS[check.answer],
        check.get_answer_display(),
    )
    return format_html('{}<span class="wf-meta">{}</span>', badge, who_said(check))


def _actor(check) -> str:
    return link(check.actor.get_absolute_url(), check.actor, str(check.contact or ""))


def _asked(check) -> str:
    if not check.asked_at:
        return gettext("unasked")
    if not check.reminded_at:
        return day(check.asked_at)
    return format_html('{}<span class="wf-meta">{} {}</span>', day(check.asked_at), gettext("reminded"), day(check.reminded_at))


def _next(check) -> str:
    if check.answer:
        return day(check.answered_at)
    words = format_html('{}<span class="wf-hidden">: {}</span>', gettext("Note the answer"), check.actor)
    return format_html('<a href="{}">{}</a>', record_url("profile_check_record", check.pk), words)


class CheckTable(Table):
    """Who was asked when, what came back, and by whom the others have to be asked."""

    caption = _("Is the entry still right?")
    counted = ngettext_lazy("%(shown)s question", "%(shown)s questions", "number")
    default_sort = "asked"
    columns = (
        Column("actor", _("Actor"), _actor, ("actor__sort_key",), "wf-table__name"),
        Column("asked", _("Asked on"), _asked, ("asked_at",), "wf-date", True, has_gaps=True),
        Column("why", _("By word, because"), lambda row: why_by_word(row) if is_by_word(row) else MISSING, (), "", True),
        Column("answer", _("Answer"), _answer, ("answer", "answered_through"), "", True),
        Column(
            "steward",
            _("Looked after by"),
            lambda row: row.actor.steward.get_short_name() if row.actor.steward else MISSING,
            ("actor__steward__name",),
            "",
            True,
            has_gaps=True,
        ),
        Column("next", _("Answered on"), _next, ("answered_at",), "", True, has_gaps=True),
    )

    def prepare(self, queryset):
        """With all that a row names."""
        return with_addresses(super().prepare(queryset)).select_related("actor__steward", "contact", "message", "vouched_by")
