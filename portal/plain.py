"""Text that comes from outside is plain: it is shown as it was typed, and holds no signs that nobody sees."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINE_BREAK = "\n"
# They turn the direction of what follows, so that a text reads otherwise than it is.
_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def has_hidden_signs(text: str, allowed: str = "\t\r\n") -> bool:
    """Whether a text holds signs that steer a screen or turn the direction of writing."""
    return any(sign in _TURNING or (unicodedata.category(sign) == "Cc" and sign not in allowed) for sign in text)


def with_plain_breaks(text: str) -> str:
    """Browsers send a line's end as two signs, which would count twice."""
    return text.replace("\r\n", LINE_BREAK).replace("\r", LINE_BREAK)


class PlainText(forms.CharField):
    """A text of one line, or of several (`lines`); control characters are refused, everything else is kept as it is."""

    default_error_messages = {
        "signs": _("The text holds signs that nobody can see. Please type it anew instead of pasting it."),
        "max_length": _("Please keep it under %(limit_value)d characters; it has %(show_value)d."),
    }

    def __init__(self, *, lines: int = 0, **kwargs):
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        """A browser would cut what is pasted at `maxlength` without a word; instead the page counts while somebody types."""
        attrs = super().widget_attrs(widget)
        if most := attrs.pop("maxlength", None):
            attrs |= {"data-most": most, "data-left": _("%s characters left"), "data-over": _("%s characters too many")}
        return attrs

    def to_python(self, value):
        """With plain line breaks; in a text of one line a tab or a break is a space."""
        text = with_plain_breaks(super().to_python(value))
        return text if self.lines else " ".join(text.replace("\t", " ").split(LINE_BREAK)).strip()

    def validate(self, value):
        """Nothing invisible."""
        super().validate(value)
        if has_hidden_signs(value, allowed="\t\n"):
            raise ValidationError(self.error_messages["signs"], code="signs")
