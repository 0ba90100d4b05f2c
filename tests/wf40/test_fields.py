"""Fields of our own: several codes of a list, dates of which only the year is known, and the keys by which doubles are noticed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives.models import Actor
from tests import factories
from wf40.fields import PartialDateFormField, partial_words
from wf40.folding import match_key, phone_key


@pytest.mark.django_db
def test_codes_come_back_in_the_order_of_the_list_and_are_found_one_by_one(wuppertal):
    actor = factories.make_actor(wuppertal, "Werkhof", goals=["jobs", "climate"])
    factories.make_actor(wuppertal, "Anderer", goals=["job"])
    actor.refresh_from_db()
    assert actor.goals == ["climate", "jobs"]
    assert list(Actor.objects.filter(goals__contains=",jobs,")) == [actor]
    assert Actor._meta.get_field("goals").words(actor.goals) == "Klimaschutz, Arbeitsplätze vor Ort"


@pytest.mark.django_db
def test_unknown_code_is_refused(wuppertal):
    actor = factories.make_actor(wuppertal, "Werkhof")
    actor.goals = ["climate", "weltherrschaft"]
    with pytest.raises(ValidationError) as refused:
        actor.full_clean()
    assert set(refused.value.message_dict) == {"goals"}


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("2019", "2019", "2019"),
        ("03/2019", "2019-03", "03/2019"),
        ("3.2019", "2019-03", "03/2019"),
        ("14.3.2019", "2019-03-14", "14.03.2019"),
        ("2019-03-14", "2019-03-14", "14.03.2019"),
        (" 29. 02. 2024 ", "2024-02-29", "29.02.2024"),
        ("", "", ""),
    ],
)
def test_founding_is_taken_as_year_month_or_day_and_shown_in_german(typed, stored, shown):
    field = PartialDateFormField(required=False)
    assert field.clean(typed) == stored
    assert partial_words(stored) == field.prepare_value(stored) == shown


@pytest.mark.parametrize("typed", ["19", "31.02.2019", "13/2019", "0000", "2019-3-1x", "²⁰¹⁹", "٢٠١٩", "gestern", "14.03.19"])
def test_founding_that_is_no_date_is_refused(typed):
    with pytest.raises(ValidationError):
        PartialDateFormField(required=False).clean(typed)


def test_founding_in_the_future_is_refused():
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        PartialDateFormField(required=False).clean(tomorrow.strftime("%d.%m.%Y"))
    assert PartialDateFormField(required=False).clean(str(date.today().year)) == str(date.today().year)


@pytest.mark.parametrize(
    "names",
    [
        ("Werkhof e. V.", "Werkhof e.V.", "werkhof eingetragener Verein", "Werkhof"),
        ("Café Ölberg", "Cafe Oelberg", "CAFÉ ÖLBERG"),
        ("Müller u. Söhne GmbH", "Müller und Söhne", "Mueller & Soehne gGmbH"),
        ("Laden Hauptstraße", "Laden Hauptstrasse", "Hauptstr. Laden"),
    ],
)
def test_spellings_of_one_name_share_a_key(names):
    assert len({match_key(name) for name in names}) == 1


@pytest.mark.parametrize(("one", "other"), [("Café Verein", "Cafeverein"), ("Werkhof Nord", "Werkhof Süd"), ("Stiftung", "Genossenschaft")])
def test_different_names_have_different_keys(one, other):
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize("phone", ["0202 123-456", "+49 202 123456", "0049 (0) 202 / 123456", "(0202) 123 456"])
def test_one_phone_number_has_one_key(phone):
    assert phone_key(phone) == "49202123456"


@pytest.mark.parametrize("phone", ["", "110", "nachfragen", "0202"])
def test_what_is_no_phone_number_has_no_key(phone):
    assert phone_key(phone) == ""
