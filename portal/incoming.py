"""What came in, told in a few words: for lists, panels, timelines and the search."""

from collections import defaultdict

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.choices import EntryKind, EntryState, ProfilePart
from portal.models import ProfileChange

LONGEST_GIST = 90


def part_words(parts) -> str:
    """Parts of a profile by their names, in the order of the page: "Name, Öffnungszeiten"."""
    wanted = set(parts)
    return ", ".join(str(part.label) for part in ProfilePart if part in wanted)


def parts_of(entries) -> dict[int, list[str]]:
    """Of some proposals which parts of the profile they would change: {key of the entry: codes}; one query."""
    found = defaultdict(list)
    rows = ProfileChange.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("pk")
    for entry, part in rows.values_list("entry", "part"):
        found[entry].append(part)
    return found


def title_of(entry) -> str:
    """The entry in one line: "Frage: Werkhof"."""
    return _("%(kind)s: %(about)s") % {"kind": EntryKind(entry.kind).label, "about": entry.about}


def gist_of(entry, parts=()) -> str:
    """What it is about in a line: of a proposal the parts of the profile, otherwise the first words of the sender."""
    if entry.kind == EntryKind.PROPOSAL and parts:
        return part_words(parts)
    said = entry.text or str(entry.details.get("description") or "")
    return Truncator(" ".join(said.split())).chars(LONGEST_GIST)


def state_words(entry) -> str:
    """How far it is; of what is done, what became of it."""
    if entry.state == EntryState.DONE:
        return str(entry.get_result_display())
    return str(entry.get_state_display())


def day_words(entry) -> str:
    """Until when the answer is promised; where the sender has to say something, that."""
    if entry.state == EntryState.ASKED:
        return _("asked back, waits for the sender")
    return _("answer promised by %(day)s") % {"day": f"{entry.due_on:%d.%m.%Y}"}
