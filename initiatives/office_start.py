"""What a city's office starts with: the core lists, by whose codes cities compare, and the city's districts."""

import csv
from functools import cache
from pathlib import Path

from django.apps import apps

from initiatives.choices import FieldScheme, core_purposes, official_lists, topic_words
from initiatives.models import ConsultationTopic, Purpose, PurposeText, WorkField
from municipalities.models import UNKNOWN_DISTRICT, District, PostcodeDistrict
from wf40.folding import folded_forms
from wf40.registry import office_starts


@cache
def city_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of cities, districts or postcodes that the system brings along."""
    with (Path(apps.get_app_config("municipalities").path) / "data" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows_of_city(name: str, ags: str) -> list[dict[str, str]]:
    """One city's rows of a table; none for a city that the table does not know."""
    return [row for row in city_table(name) if row["ags"] == ags]


def core_code(label: str) -> str:
    """The code of a row that the common list names by its German words alone."""
    return folded_forms(label)[0].replace(" ", "-")


def start_lists(municipality) -> None:
    """Give a new city its work fields, topics, purposes, districts and postcodes, then what higher floors add; the caller has opened the
    transaction."""
    _start_work_fields(municipality)
    start_purposes(municipality)
    _start_topics(municipality)
    _start_districts(municipality)
    for entry in office_starts:
        entry.start(municipality)


def _start_work_fields(municipality) -> None:
    """Both schemes: the fields of the rollout, and the business fields with their sub-fields."""

    def field(scheme, code, label, position, parent=None):
        return WorkField(municipality=municipality, scheme=scheme, code=code, core_code=code, label=label, position=position, parent=parent)

    official = official_lists()
    fields = [field(FieldScheme.ROLLOUT, code, label, at) for at, (code, label) in enumerate(official["wf40_fields_rollout"], 1)]
    below = []
    for at, (code, label, parts) in enumerate(official["wf40_business_fields"], 1):
        parent = field(FieldScheme.BUSINESS_FIELD, code, label, at * 100)
        fields.append(parent)
        # The star marks additions of this project in the list's file, it is no part of the name.
        labels = [part.rstrip("*") for part in parts]
        numbered = enumerate(labels, at * 100 + 1)
        below += [field(FieldScheme.BUSINESS_FIELD, core_code(text), text, place, parent) for place, text in numbered]
    WorkField.objects.bulk_create(fields)
    WorkField.objects.bulk_create(below)


def _start_topics(municipality) -> None:
    """What consultations are about, and by which words a note tells it."""
    ConsultationTopic.objects.bulk_create(
        ConsultationTopic(
            municipality=municipality, code=code, core_code=code, label=label, position=at, words="\n".join(topic_words().get(code, ()))
        )
        for at, (code, label) in enumerate(official_lists()["consultation_topics"], 1)
    )


def start_purposes(municipality) -> None:
    """For what the office uses data, with the first version of each consent's text."""
    rows, name = core_purposes(), municipality.office_name
    # In a German sentence the office needs its article, which only its kind of name tells.
    office = f"die {name}" if name.startswith("Wirtschaftsförderung") else f"die Wirtschaftsförderung ({name})"
    purposes = Purpose.objects.bulk_create(
        Purpose(
            municipality=municipality,
            code=row["code"],
            core_code=row["code"],
            label=row["label"],
            position=at,
            legal_basis=row["basis"],
            needs_consent=row["needs_consent"],
        )
        for at, row in enumerate(rows, 1)
    )
    PurposeText.objects.bulk_create(
        PurposeText(municipality=municipality, purpose=purpose, number=1, text=row["text"].replace("{office}", office))
        for purpose, row in zip(purposes, rows, strict=True)
    )


def _start_districts(municipality) -> None:
    """The districts that the city itself names, after them the value for "not known"; a city without a table has only this one."""
    rows = rows_of_city("districts.csv", municipality.ags)
    districts = [
        District(municipality=municipality, code=row["code"], label=row["label"], position=int(row["position"]))
        for row in rows
        if row["code"] != UNKNOWN_DISTRICT
    ]
    last = max((district.position for district in districts), default=0) + 1
    districts.append(District(municipality=municipality, code=UNKNOWN_DISTRICT, label=UNKNOWN_DISTRICT, position=last))
    by_code = {district.code: district for district in District.objects.bulk_create(districts)}
    PostcodeDistrict.objects.bulk_create(
        PostcodeDistrict(municipality=municipality, postcode=row["postcode"], district=by_code[row["district_code"]])
        for row in rows_of_city("postcode_districts.csv", municipality.ags)
    )
