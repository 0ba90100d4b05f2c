"""The columns of a mail merge after DIN 5008: address without gaps, and the first line of the letter."""

from django.utils.translation import gettext

from wf40.exports import ExportColumn

LINES = 6


def _line(number: int):
    return lambda letter: letter[0][number] if letter and number < len(letter[0]) else ""


LETTER_COLUMNS = (
    *(
        ExportColumn(f"anschrift{number}", title, part="letter", words=_line(number - 1), is_extra=True)
        for number, title in enumerate((f"Anschrift{number}" for number in range(1, LINES + 1)), start=1)
    ),
    ExportColumn("briefanrede", "Briefanrede", part="letter", words=lambda letter: letter[1] if letter else "", is_extra=True),
)
LETTER_KEYS = tuple(column.key for column in LETTER_COLUMNS)


def letter(firm: str, person, place: dict | None) -> tuple[list[str], str]:
    """The lines of the address, the firm first where there is one, and the salutation."""
    place = place or {}
    street = f"{place.get('street') or ''} {place.get('house_number') or ''}".strip()
    town = f"{place.get('postcode') or ''} {place.get('locality') or ''}".strip()
    lines = [line for line in (firm, person.address_name() if person else "", street, town) if line]
    return lines, person.letter_salutation() if person else gettext("Dear Sir or Madam")
