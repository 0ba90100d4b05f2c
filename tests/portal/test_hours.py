"""Opening hours between a form, one German line and what machines read."""

import pytest

from portal.hours import Week, parse, schema_org

pytestmark = pytest.mark.once

NINE_TO_FIVE, TEN_TO_TWO = (9 * 60, 17 * 60), (10 * 60, 14 * 60)


def test_week_reads_as_people_write_it():
    week = Week(((NINE_TO_FIVE,),) * 5 + ((TEN_TO_TWO,), ()), "nach Absprache")
    assert week.text == "Mo–Fr 9–17 Uhr, Sa 10–14 Uhr; nach Absprache"
    assert parse(week.text) == week
    assert (Week().text, Week(remark="nach Absprache").text) == ("", "nach Absprache")


def test_lines_of_many_hands_are_read():
    read = {
        "Montag bis Freitag von 9 bis 17 Uhr": "Mo–Fr 9–17 Uhr",
        "Mo-Fr 09:00-12:00 und 14.00 - 18.30 Uhr": "Mo–Fr 9–12 und 14–18:30 Uhr",
        "montags, mittwochs 9-12 Uhr; So geschlossen": "Mo, Mi 9–12 Uhr",
        "täglich 8–24 Uhr": "Mo–So 8–24 Uhr",
        "Mo 9–12 Uhr\r\nDi 9–12 Uhr\nFeiertage geschlossen": "Mo–Di 9–12 Uhr; Feiertage geschlossen",
        "Do 19–0 Uhr (außer im August)": "Do 19–24 Uhr; (außer im August)",
    }
    assert {line: parse(line).text for line in read} == read


def test_what_cannot_be_read_is_kept_as_a_remark():
    """Also where the beginning looks like hours: a word behind it may change what it means."""
    for line in (
        "1. und 3. Samstag im Monat 10–14 Uhr",
        "Mo–Fr 9–17 Uhr nur im Sommer",
        "Fr 20–2 Uhr",
        "So geschlossen",
        "Mo 25–99 Uhr",
        "<b>",
    ):
        assert parse(line) == Week(remark=line)
    assert parse("Mo 9–12 Uhr; Mo 10–11 Uhr") == Week(((((9 * 60, 12 * 60),),) + ((),) * 6), "Mo 10–11 Uhr")


def test_reading_twice_is_reading_once():
    for line in ("Sa, So 10–18 Uhr, Mo–Fr 15–19 Uhr, nach Anmeldung", "Fr–Mo 9–10", "Mo 9–12, 14–18, 20–22 Uhr", "; ,", "Mo", "", None):
        assert parse(parse(line).text) == parse(line)


def test_machines_get_days_and_times_without_the_remark():
    assert schema_org("Mo–Di 9–12 und 14–24 Uhr; nach Absprache") == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
            "opens": opens,
            "closes": closes,
        }
        for opens, closes in (("09:00", "12:00"), ("14:00", "23:59"))
    ]
    assert schema_org("nach Absprache") == []
