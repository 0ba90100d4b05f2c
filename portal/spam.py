"""What keeps programs out of the forms that anybody may send, without asking a foreign service: a trap, a clock, a count, few links."""

import re
import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.plain import has_hidden_signs

HOUR, DAY = 60 * 60, 24 * 60 * 60
SALT = "wf40.public-form"
# Nobody fills in a form of ours in less; after a day its page has been lying about, or somebody keeps it to send it again and again.
QUICKEST, LONGEST = timedelta(seconds=3), timedelta(days=1)
MOST_LINKS = 2
LINK = re.compile(r"(https?://|www\.)\S*", re.IGNORECASE)
# A whole network of this size belongs to one household or one machine.
HOUSEHOLD = 64


# --- what was typed ----------------------------------------------------------------------------------------
def few_links(text: str) -> None:
    """At most two links: advertising lives by them."""
    if len(LINK.findall(text)) > MOST_LINKS:
        raise ValidationError(_("Please leave at most two links in the text."), code="links")


def plain_signs(text: str, allowed: str = "\t\r\n") -> None:
    """Letters that people type: nothing that steers a screen or turns the direction of writing."""
    if has_hidden_signs(text, allowed):
        raise ValidationError(_("Please remove the signs that cannot be seen, such as from a copied text."), code="signs")


def one_line(text: str) -> None:
    """The same for a field of one line."""
    plain_signs(text, allowed="")


def stamp(at: datetime | None = None) -> str:
    """When a form was opened, signed, so that nobody makes it up."""
    return signing.Signer(salt=SALT).sign(str(int((at or timezone.now()).timestamp())))


def _opened_at(text: str) -> datetime | None:
    """The time of a stamp, None of one that we did not make."""
    try:
        seconds = int(signing.Signer(salt=SALT).unsign(text or ""))
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())


class PublicForm(forms.Form):
    """A form that anybody may send: ask `is_trapped` before anything else, then `is_valid()`.

    Whoever fills in the field that people do not see is thanked as everybody is, and nothing is stored. A form that comes back quicker
    than a person types, or after a day, is asked for once more with everything that was typed. `form_key` tells a form sent twice.
    """

    # No name that a browser fills in by itself.
    topic = forms.CharField(label=_("Please leave this empty"), required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # It stands in no section of the page but at a place of its own (`portal/_trap.html`).
    TRAP = "topic"
    widths: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.TRAP].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.initial.setdefault("opened", stamp())
        self.initial.setdefault("form_key", uuid.uuid4())
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and name not in (self.TRAP, "opened", "form_key"):
                is_text = isinstance(field.widget, forms.Textarea)
                field.validators = [*field.validators, plain_signs if is_text else one_line]
                if not isinstance(field, (forms.URLField, forms.EmailField)):
                    field.validators = [*field.validators, few_links]

    @cached_property
    def is_trapped(self) -> bool:
        """Whether a program filled in what people do not see."""
        return self.is_bound and bool(self[self.TRAP].data)

    def clean(self):
        """Neither too quick nor too old; of one that is too old, or whose stamp is not ours, the time begins anew."""
        cleaned = super().clean()
        now, opened_at = timezone.now(), _opened_at(cleaned.get("opened"))
        if opened_at is None or now - opened_at > LONGEST:
            self.data = self.data.copy()
            self.data[self.add_prefix("opened")] = stamp(now)
            raise ValidationError(_("This page was open for a long time. Please send the form once more."), code="old")
        # Whoever has to mend something sends it again anyway.
        if now - opened_at < QUICKEST and not self.errors:
            raise ValidationError(_("Please send the form once more."), code="quick")
        return cleaned


# --- how often ---------------------------------------------------------------------------------------------
def caller(request) -> str:
    """From where somebody asks; of the long addresses the network that one household has."""
    text = get_adapter().get_client_ip(request)
    try:
        address = ip_address(text)
    except ValueError:
        return text
    return str(address if address.version == 4 else ip_network((address, HOUSEHOLD), strict=False))


def take_turn(what: str, who: str, most: int, seconds: int) -> bool:
    """One more of something for somebody; False if so many were taken within the time. Kept is a hash, never the address itself.

    One entry of the cache for each turn, with an end of its own: counting up would put the end off or forward.
    """
    name = sha256(f"{what}:{who}".encode()).hexdigest()
    turns = [f"turn:{name}:{number}" for number in range(most)]
    taken = cache.get_many(turns)
    return any(cache.add(turn, True, timeout=seconds) for turn in turns if turn not in taken)


def is_first(form_key) -> bool:
    """Whether a form that leaves no row behind comes for the first time; without a key each time is one."""
    return form_key is None or cache.add(f"form:{form_key}", True, timeout=DAY)
