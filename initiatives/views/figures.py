"""The figures of the office: how many consultations and minutes, by what, and whom it reached in which quarter."""

import csv
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from initiatives.figures import (
    PERIODS,
    Breakdown,
    Figures,
    Line,
    Period,
    make_figures,
    may_see_advisers,
    quarter_words,
    years_with_consultations,
)
from initiatives.models import Actor
from initiatives.models.consultation import EARLIEST_DAY
from initiatives.outreach import Quarter, figures_by_quarter
from wf40.exports import BYTE_ORDER_MARK, german
from wf40.input import small_int
from wf40.views.mixins import OfficeView

RANGE, FILE = "range", "csv"
TIMES = (Breakdown.MONTH, Breakdown.QUARTER)


class PeriodForm(forms.Form):
    """From when to when; its fields stand in the address."""

    zeitraum = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        choices=[*((code, label) for code, (label, _make) in PERIODS.items()), (RANGE, gettext_lazy("From day to day"))],
    )
    von = forms.DateField(label=gettext_lazy("From day"), required=False)
    bis = forms.DateField(label=gettext_lazy("To day"), required=False)

    def clean(self):
        """A stretch of days has at least one end, and its ends in order."""
        cleaned = super().clean()
        first, last = cleaned.get("von"), cleaned.get("bis")
        if self.is_range and not self.errors and not (first or last):
            self.add_error("von", _("Please enter at least one of the two days, like 01.03.2026."))
        for name, day in (("von", first), ("bis", last)):
            if day and day < EARLIEST_DAY:
                self.add_error(name, _("Please enter a day from 01.01.1990 on."))
        if first and last and last < first:
            self.add_error("bis", _("The last day lies before the first one."))
        return cleaned

    @property
    def is_range(self) -> bool:
        """Whether days are given instead of a named period; they need no further word in the address."""
        chosen = self.data.get("zeitraum", "")
        return chosen == RANGE or (not chosen and bool(self.data.get("von") or self.data.get("bis")))

    @property
    def chosen(self) -> str:
        """The choice that the page shows as taken."""
        return RANGE if self.is_range else self.data.get("zeitraum") or next(iter(PERIODS))

    @property
    def period(self) -> Period | None:
        """The days, None while something is wrong."""
        if not self.is_valid():
            return None
        if self.is_range:
            return Period(self.cleaned_data["von"], self.cleaned_data["bis"])
        return PERIODS[self.chosen][1](timezone.localdate())

    @property
    def days(self) -> dict[str, str]:
        """What stands in the two fields: what somebody typed, or the days of a named period."""
        if (period := self.period) is None or self.is_range:
            return {name: self.data.get(name, "") for name in ("von", "bis")}
        return {"von": period.asked["since"], "bis": period.asked["until"]}

    @property
    def asked(self) -> dict[str, str]:
        """What stands in the address for it."""
        if not self.is_range:
            return {"zeitraum": self.chosen}
        return {"zeitraum": RANGE} | {name: self.data[name] for name in ("von", "bis") if self.data.get(name)}


@dataclass(frozen=True)
class Choice:
    """One of the ways to look at the figures."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Number:
    """A figure and the list of exactly what it counts; of nothing there is no list."""

    value: int
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a picture of a row needs: a short name, the figure, and its bar in thousandths of the longest one."""

    short: str = ""
    shown: int
    bar: int = 0

    @property
    def top(self) -> int:
        """Where a column begins, counted from above in thousandths."""
        return 1000 - self.bar


@dataclass(frozen=True)
class Row(Drawn):
    """A line of the table with its figures."""

    label: str
    count: Number
    minutes: Number
    without_minutes: Number


class ConsultationFiguresView(OfficeView, TemplateView):
    """Consultations and minutes of a period, told apart by one thing; every number opens its rows."""

    right = "initiatives.view_consultation"
    template_name = "initiatives/figures.html"

    @cached_property
    def form(self) -> PeriodForm:
        """The period that the address asks for."""
        return PeriodForm(self.request.GET)

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        """What this person may choose from: figures of colleagues only where the city has switched them on, and only managers."""
        may_see = may_see_advisers(self.request.user, self.request.municipality)
        return [breakdown for breakdown in Breakdown if breakdown != Breakdown.ADVISER or may_see]

    @cached_property
    def breakdown(self) -> Breakdown:
        """The one that the address names; what is unknown or not for this person is the first one."""
        asked = self.request.GET.get("nach", "")
        return next((breakdown for breakdown in self.breakdowns if breakdown == asked), self.breakdowns[0])

    def address(self, **changes) -> str:
        """This page, with something else chosen."""
        return f"?{urlencode(self.form.asked | {'nach': self.breakdown.value} | changes)}"

    def get(self, request, *args, **kwargs):
        """The page, or its table as a file."""
        if request.GET.get("datei") == FILE and self.form.period and self.breakdown != Breakdown.ADVISER:
            return self.render_file(make_figures(request.user, request.municipality, self.form.period, self.breakdown))
        return super().get(request, *args, **kwargs)

    def render_file(self, figures: Figures) -> HttpResponse:
        """The table for a spreadsheet. It names nobody, only sums, so it is no export of personal data and stands in no log."""
        response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
        first, last = (day.isoformat() if day else "" for day in (figures.period.first, figures.period.last))
        response.headers["Content-Disposition"] = f'attachment; filename="beratungszahlen_{figures.breakdown}_{first}_{last}.csv"'
        file = csv.writer(response, delimiter=";", lineterminator="\r\n")
        file.writerow([german(figures.breakdown.label), _("Consultations"), _("Minutes"), _("without minutes")])
        for line in (*figures.lines, figures.total):
            file.writerow([german(line.label), line.count, line.minutes, line.without_minutes])
        return response

    def get_context_data(self, **kwargs):
        """The ways to look at the figures, and the figures if the period can be read."""
        period = self.form.period
        context = super().get_context_data(**kwargs) | {
            "form": self.form,
            "days": self.form.days,
            "periods": [
                Choice(
                    str(label), f"?{urlencode({'zeitraum': code, 'nach': self.breakdown.value})}", bool(period) and code == self.form.chosen
                )
                for code, (label, _make) in PERIODS.items()
            ],
            "has_errors": period is None,
            "pages": pages_of(self.request),
            "breakdown": self.breakdown,
            "choices": [Choice(str(entry.label), self.address(nach=entry.value), entry == self.breakdown) for entry in self.breakdowns],
            "adviser_switch": self.adviser_switch,
        }
        return context | self.figures_context(period) if period else context

    def figures_context(self, period: Period) -> dict:
        """The table, its picture and their words."""
        figures = make_figures(self.request.user, self.request.municipality, period, self.breakdown)
        longest = max((line.count for line in figures.lines), default=0) or 1
        rows = [self.row(line, period, line.count * 1000 // longest) for line in figures.lines]
        return {
            "figures": figures,
            "rows": rows,
            "total": self.row(figures.total, period),
            "hours": hours_words(figures.total.minutes),
            "unreached": self.number(figures.unreached, period, {"outcome": "no_answer"}),
            "is_over_time": self.breakdown in TIMES,
            "file_url": "" if self.breakdown == Breakdown.ADVISER else self.address(datei=FILE),
            "may_add": self.request.user.has_perm("initiatives.add_consultation", self.request.municipality),
            "picture": "; ".join(f"{row.label}: {number_format(row.count.value, use_l10n=True, force_grouping=True)}" for row in rows),
        }

    def number(self, value: int, period: Period, asked: dict | None) -> Number:
        """A figure with its list, as far as the list can be asked for it."""
        url = f"{reverse('consultation_list')}?{urlencode(period.asked | asked)}" if value and asked is not None else ""
        return Number(value, url)

    def row(self, line: Line, period: Period, bar: int = 0) -> Row:
        """A line with the lists of its figures: minutes open the talks of which somebody wrote them down."""
        asked = line.asked
        timed, untimed = (None if asked is None else asked | {"minutes": answer} for answer in ("yes", "no"))
        return Row(
            line.label,
            self.number(line.count, period, asked),
            self.number(line.minutes, period, timed),
            self.number(line.without_minutes, period, untimed),
            short=line.short,
            shown=line.count,
            bar=bar,
        )

    @property
    def adviser_switch(self) -> str:
        """Where managers switch the figures of colleagues on, while they are off."""
        user, municipality = self.request.user, self.request.municipality
        if municipality.shows_adviser_figures or not user.has_perm("municipalities.change_municipality", municipality):
            return ""
        return reverse("admin:municipalities_municipality_change", args=[municipality.pk])


def pages_of(request) -> list[Choice]:
    """The two pages of figures."""
    pages = (("consultation_figures", _("Consultations")), ("outreach_figures", _("Outreach by quarter")))
    return [Choice(label, reverse(name), request.resolver_match.url_name == name) for name, label in pages]


def hours_words(minutes: int) -> str:
    """ "20 h 30 min"."""
    return _("%(hours)s h %(minutes)s min") % {
        "hours": number_format(minutes // 60, use_l10n=True, force_grouping=True),
        "minutes": minutes % 60,
    }


@dataclass(frozen=True)
class QuarterRow(Drawn):
    """A quarter in words with its three figures."""

    label: str
    reached: Number
    presented: Number
    advised: Number


class OutreachFiguresView(OfficeView, TemplateView):
    """Eight quarters: whom the office reached for the first time, told what it does, and advised; every number opens its actors."""

    right = "initiatives.view_consultation"
    template_name = "initiatives/figures_outreach.html"

    @cached_property
    def today(self) -> date:
        """One day for the whole page."""
        return timezone.localdate()

    @cached_property
    def years(self) -> list[int]:
        """Those that somebody may choose."""
        return years_with_consultations(self.request.user, self.request.municipality, self.today)

    @cached_property
    def year(self) -> int | None:
        """The year that the address names, None if it names none that there is."""
        asked = small_int(self.request.GET.get("jahr"))
        return asked if asked in self.years else None

    def get_context_data(self, **kwargs):
        """The eight quarters up to today, or up to the end of the chosen year."""
        last = date(self.year, 12, 31) if self.year else self.today
        quarter = (last.month + 2) // 3
        # The eighth quarter back: the next one of two years ago, or the first of the year before.
        since = date(last.year - 2, quarter * 3 + 1, 1) if quarter < 4 else date(last.year - 1, 1, 1)
        actors = self.visible(Actor)
        quarters = figures_by_quarter(actors, since, last)
        highest = max((entry.reached for entry in quarters), default=0) or 1
        rows = [self.row(entry, entry.reached * 1000 // highest) for entry in quarters]
        asked = self.request.GET.get("jahr", "")
        return super().get_context_data(**kwargs) | {
            "pages": pages_of(self.request),
            "rows": rows,
            "is_empty": not any(entry.reached or entry.presented or entry.advised for entry in quarters),
            "years": [(year, str(year)) for year in self.years],
            "year": self.year,
            "has_errors": bool(asked) and self.year is None,
            "picture": "; ".join(f"{row.label}: {row.reached.value}" for row in rows),
        }

    def row(self, quarter: Quarter, bar: int) -> QuarterRow:
        """A quarter with the lists of its figures; actors that were archived since then count as well."""
        first, last = (f"{day.day:02}.{day.month:02}.{day.year:04}" for day in (quarter.first_day, quarter.last_day))

        def number(value: int, name: str) -> Number:
            query = urlencode({f"{name}_from": first, f"{name}_until": last, "standing": "all"})
            return Number(value, f"{reverse('actor_list')}?{query}" if value else "")

        return QuarterRow(
            quarter_words(quarter.first_day),
            number(quarter.reached, "first_reached"),
            number(quarter.presented, "presented"),
            number(quarter.advised, "advised"),
            short=f"{(quarter.first_day.month + 2) // 3}/{quarter.first_day.year % 100:02}",
            shown=quarter.reached,
            bar=bar,
        )
