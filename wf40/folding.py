"""Text folded for comparing: "Färberei", "Faerberei" and "Farberei" find one another, "Straße" meets "Strasse"."""

import re
import unicodedata

from django.db.models import Q

# Letters that Unicode does not take apart into a plain one and its sign.
_WHOLE = {"ß": "ss", "ı": "i", "ł": "l", "đ": "d"}
# Signs of German texts: with them out of the way, hardly any text has to be taken apart letter by letter.
_SIGNS = dict.fromkeys("–—„“”‚‘’…·•»«§€\N{NO-BREAK SPACE}", " ")
_EXPANDED = str.maketrans(_SIGNS | _WHOLE | {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "œ": "oe"})
_BARE = str.maketrans(_SIGNS | _WHOLE | {"ä": "a", "ö": "o", "ü": "u", "æ": "a", "ø": "o", "œ": "o"})
_WORDS = re.compile(r"[a-z0-9]+")


def _plain(text: str) -> str:
    """Letters without accents and digits in lower case, everything else as a space."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(_WORDS.findall(text))


def folded_forms(text: str) -> tuple[str, str]:
    """Both ways in which people type an umlaut: written out (ae) and left out (a)."""
    lower = unicodedata.normalize("NFC", text).casefold()
    if lower.isascii():
        plain = _plain(lower)
        return plain, plain
    return _plain(lower.translate(_EXPANDED)), _plain(lower.translate(_BARE))


def folded_text(*texts: str) -> str:
    """The text to look in: every word with umlauts written out, then the words that differ with umlauts left out."""
    expanded, bare = folded_forms(" ".join(text for text in texts if text))
    known = set(expanded.split())
    return " ".join([expanded, *(word for word in bare.split() if word not in known)]).strip()


def sort_key(text: str) -> str:
    """A key by which Ä sorts with A on every database (DIN 5007-1)."""
    return folded_forms(text)[1][:200]


def written(field: str, word: str) -> Q:
    """Rows whose text holds the word in small, capital or leading capital letters: SQLite folds only ASCII by itself."""
    return Q(*[(f"{field}__icontains", form) for form in sorted({word.lower(), word.upper(), word.capitalize()})], _connector=Q.OR)


# What says how somebody is organised, not who it is: "Werkhof e. V." and "Werkhof" are one name.
LEGAL_WORDS = frozenset(
    "ev eingetragener verein gemeinnuetziger verein gmbh ggmbh gug ug haftungsbeschraenkt ag eg genossenschaft gbr egbr kg ohg mbh"
    " co partg partgmbb stiftung ek ekfr ekfm inh inhaber inhaberin und u and the der die das".split()
)


def match_key(name: str) -> str:
    """The name without legal form, connecting words and order: what two spellings of one actor share."""
    words = _plain(unicodedata.normalize("NFC", name).casefold().translate(_EXPANDED)).split()
    # "e. V." falls apart into single letters, which together are a legal form.
    joined = re.sub(r"\b(e) (v|g|k)\b", r"\1\2", " ".join(words)).replace("strasse", "str").split()
    kept = [word for word in joined if word not in LEGAL_WORDS]
    return " ".join(sorted(kept or joined))[:200]


def phone_key(phone: str) -> str:
    """The digits of a phone number with its country: "0202 12-3", "+49 202 123" and "0049202123" are one; empty below six digits."""
    digits = "".join(char for char in phone.replace("(0)", "") if char.isascii() and char.isdigit())
    if phone.strip().startswith("+"):
        full = digits
    elif digits.startswith("00"):
        full = digits[2:]
    else:
        full = f"49{digits.lstrip('0')}" if digits.startswith("0") else digits
    return full[:20] if len(full) >= 6 else ""


def dialled(phone: str) -> str:
    """The address by which a device dials a number, "tel:+49202123"; empty without digits."""
    digits = "".join(char for char in phone.replace("(0)", "") if char.isascii() and char.isdigit())
    return f"tel:{'+' * phone.strip().startswith('+')}{digits}" if digits else ""
