"""The forms of connections: written down, edited, moved by hand."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms import working_colleagues
from initiatives.models import Actor, Consultation
from network.actions import EDITED, FIRST_STAGES
from network.choices import ATTRIBUTION_OF, DIRECTED, Attribution, ConnectionKind, Origin, Stage
from network.models import Connection, ConnectionStep
from network.picking import FIRST, SECOND, choosable
from network.stages import BY_INTRODUCTION, check_days, is_back
from wf40.forms import OfficeForm, RecordForm

# Behind the code of a kind: the second side does it to the first.
TURNED = "-turned"
UNKNOWN_NAME = "…"
MEANS = {
    Stage.IDEA: gettext_lazy("The two could fit; nobody has been asked yet."),
    Stage.INTRODUCED: gettext_lazy("Both have agreed and got each other’s contact data."),
    Stage.IN_CONTACT: gettext_lazy("The two talk with each other."),
    Stage.COOPERATING: gettext_lazy("The two do something together."),
    Stage.LASTING: gettext_lazy("It has lasted for a year, or is meant to last."),
    Stage.DECLINED: gettext_lazy("One of the two did not want it."),
    Stage.NO_REPLY: gettext_lazy("Nobody answered any more."),
    Stage.UNSUITABLE: gettext_lazy("It did not fit after all."),
    Stage.ENDED: gettext_lazy("It existed and is over."),
}


def kind_choices(first: str, second: str, *, may_turn: bool) -> list:
    """The kinds, those with a direction as a sentence about the two; `may_turn` offers them in both directions."""
    plain, directed = [], []
    for kind in ConnectionKind:
        if kind not in DIRECTED:
            plain.append((kind.value, kind.label))
            continue
        forth, back = DIRECTED[kind]
        directed.append((kind.value, f"{kind.label}: {first} {forth} {second}"))
        if may_turn:
            directed.append((kind.value + TURNED, f"{kind.label}: {first} {back} {second}"))
    return [(_("For both alike"), plain), (_("With a direction"), directed)]


class ConnectionForm(RecordForm):
    """What the office knows of a connection; its two sides and its stage are changed elsewhere."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), choices=Origin.choices)
    attribution = forms.ChoiceField(
        label=gettext_lazy("Our part"),
        required=False,
        choices=[("", gettext_lazy("as the origin suggests")), *Attribution.choices],
    )

    widths = {
        "kind": "s8",
        "stage": "s4",
        "started_on": "s3",
        "ended_on": "s3",
        "web_address": "s6",
        "origin": "s4",
        "attribution": "s4",
        "broker": "s4",
    }
    groups = (
        (gettext_lazy("What connects them"), ("kind", "stage", "started_on", "ended_on", "web_address")),
        (gettext_lazy("How it came about"), ("origin", "attribution", "broker", "reason", "note")),
    )

    class Meta:
        model = Connection
        fields = EDITED
        labels = {
            "reason": gettext_lazy("Why the two fit together"),
            "web_address": gettext_lazy("Address of the entry"),
            "broker": gettext_lazy("Brokered by"),
            "started_on": gettext_lazy("Started on"),
            "ended_on": gettext_lazy("Ended on"),
        }
        help_texts = {"web_address": gettext_lazy("For an entry on a platform: where it stands.")}
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 4}),
            "started_on": forms.DateInput(attrs={"inputmode": "numeric"}),
            "ended_on": forms.DateInput(attrs={"inputmode": "numeric"}),
        }
        error_messages = {
            "started_on": {"invalid": gettext_lazy("Please enter the day like 14.01.2026.")},
            "ended_on": {"invalid": gettext_lazy("Please enter the day like 14.01.2026.")},
            "web_address": {"invalid": gettext_lazy("Please enter a web address like https://marktplatz.example/laden.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["broker"].queryset = working_colleagues(self.municipality, also=self.instance.broker_id)
        self.fields["broker"].empty_label = _("nobody")
        self.name_sides(UNKNOWN_NAME, UNKNOWN_NAME)

    def name_sides(self, first: str, second: str) -> None:
        """Say the kinds with the names of the two."""
        self.fields["kind"].choices = kind_choices(first, second, may_turn=False)

    def clean(self):
        """Without an answer our part is what the origin suggests; the end does not lie before the start."""
        cleaned = super().clean()
        if not cleaned.get("attribution") and cleaned.get("origin"):
            cleaned["attribution"] = ATTRIBUTION_OF[cleaned["origin"]]
        try:
            check_days(cleaned.get("started_on"), cleaned.get("ended_on"))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class ConnectionCreateForm(ConnectionForm):
    """A connection that exists already, or an idea: its two sides, the stage at which it is now."""

    first = forms.ModelChoiceField(
        label=gettext_lazy("First actor"),
        queryset=Actor.objects.none(),
        error_messages={
            "required": gettext_lazy("Please choose an actor of your city."),
            "invalid_choice": gettext_lazy("Please choose an actor of your city."),
        },
    )
    second = forms.ModelChoiceField(
        label=gettext_lazy("Second actor"),
        queryset=Actor.objects.none(),
        error_messages={
            "required": gettext_lazy("Please choose the second actor."),
            "invalid_choice": gettext_lazy("Please choose an actor of your city, or one of another city whose profile is published."),
        },
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        choices=[(stage.value, stage.label) for stage in FIRST_STAGES],
        initial=Stage.COOPERATING,
        help_text=gettext_lazy("How far it is today."),
    )
    consultation = forms.ModelChoiceField(queryset=Consultation.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for side in (FIRST, SECOND):
            self.fields[side].queryset = choosable(self.user, self.municipality, side)
        self.initial.setdefault("kind", ConnectionKind.COOPERATION)
        self.initial.setdefault("origin", Origin.OBSERVED)
        self.is_turned = False

    def name_sides(self, first, second):
        """Both directions are offered, so that nobody has to change sides."""
        self.fields["kind"].choices = kind_choices(first, second, may_turn=True)

    def clean_kind(self):
        """The code alone; in which direction it is meant is kept beside."""
        code = self.cleaned_data["kind"]
        self.is_turned = code.endswith(TURNED)
        return code.removesuffix(TURNED)

    @property
    def sides(self) -> tuple:
        """Both actors in the direction of the kind."""
        both = self.cleaned_data["first"], self.cleaned_data["second"]
        return both[::-1] if self.is_turned else both

    @property
    def values(self) -> dict:
        """What is to be saved beside sides, kind and stage."""
        values = super().values
        del values["kind"]
        return values | {"consultation": self.cleaned_data.get("consultation")}


class StageForm(OfficeForm):
    """A connection is moved by hand: where to, and why."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose the new stage."),
            "invalid_choice": gettext_lazy("Please choose one of these stages."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=ConnectionStep._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A step back needs one. It stands in the log of the connection, for the office alone."),
    )
    ended_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Only if it ended; without a day it is today."),
        error_messages={"invalid": gettext_lazy("Please enter the day like 14.01.2026.")},
    )
    # The stage that the page showed.
    seen = forms.ChoiceField(choices=Stage.choices, required=False, widget=forms.HiddenInput)

    widths = {"ended_on": "s4"}
    # The stages stand above, each with what it means.
    groups = (("", ("reason", "ended_on")),)

    def __init__(self, *args, connection, **kwargs):
        self.connection = connection
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", connection.stage)
        self.fields["stage"].choices = [
            (stage.value, format_html('{}<span class="wf-meta">{}</span>', stage.label, MEANS[stage])) for stage in self.offered()
        ]

    def offered(self) -> list[Stage]:
        """Where somebody may move it by hand; of the stage that it has a second sending says that it is there."""
        left_out = set(BY_INTRODUCTION)
        if not (self.connection.from_agreed_at and self.connection.to_agreed_at):
            left_out.add(Stage.INTRODUCED)
        if self.connection.introduced_at:
            left_out.add(Stage.IDEA)
        if not self.is_bound:
            left_out.add(self.connection.stage)
        return [stage for stage in MEANS if stage not in left_out]

    def clean(self):
        """Nobody moves what a colleague has moved meanwhile without having seen it; a step back says why."""
        cleaned = super().clean()
        stage, now = cleaned.get("stage"), self.connection.stage
        if not stage or stage == now:
            return cleaned
        if (seen := cleaned.get("seen")) and seen != now:
            words = _("Meanwhile the connection is at “%(stage)s”. Please look at it again and choose anew.")
            self.add_error("stage", ValidationError(words % {"stage": self.connection.get_stage_display()}, code="moved"))
            self.data = self.data.copy()
            self.data["seen"] = now
        elif is_back(now, stage) and not cleaned.get("reason", "").strip():
            self.add_error("reason", ValidationError(_("A step back needs a reason."), code="back"))
        if cleaned.get("ended_on") and stage != Stage.ENDED:
            cleaned["ended_on"] = None
        return cleaned
