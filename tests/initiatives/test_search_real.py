"""The search on real lists: the names that a city itself gives its places, and names as people mistype them."""

import csv
import random
import re

import pytest

from initiatives.bulk import refold
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.models import Actor, ActorAlias
from initiatives.search import search
from tests import factories
from wf40.folding import LEGAL_WORDS
from wf40.rights import Role

pytestmark = [pytest.mark.once, pytest.mark.real_data]
CITIES = (("Wuppertal", "05124000"), ("Witten", "05954036"), ("Osnabrück", "03404000"), ("Witzenhausen", "06636016"))
FIRST = 3
# Names per rule, of some 420 different ones.
SAMPLE = 30


def found(user, city, text):
    return [hit.title for hit in search(user, city, text, limit=FIRST, kinds=["actor"]).hits]


def name_places(city, pairs):
    """Give every actor of an expected name its further names."""
    rows = list(Actor.objects.filter(municipality=city, trading_name__in={name for _query, name in pairs}))
    known = {row.trading_name for row in rows}
    rows += [factories.make_actor(city, name) for name in {name for _query, name in pairs} - known]
    aliases = {(row.pk, query) for row in rows for query, name in pairs if name == row.trading_name}
    touched = {*ActorAlias.objects.values_list("actor", flat=True), *(row.pk for row in rows)}
    ActorAlias.objects.all().delete()
    ActorAlias.objects.bulk_create(ActorAlias(municipality=city, actor_id=key, name=query) for key, query in aliases)
    refold(Actor, touched)


def _one_typo(name, chance):
    places = [at for at in range(len(name) - 1) if name[at : at + 2].isalpha()]
    at = chance.choice(places)
    letter = chance.choice("abcdefghijklmnoprstuvwz")
    return chance.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def _without_legal_form(name, _chance):
    name = re.sub(r"\be\. ?V\.", "eV", name)
    return " ".join(word for word in name.split() if re.sub(r"\W", "", word).lower() not in LEGAL_WORDS)


BENDS = {
    "umlaut as ae": lambda name, _chance: name.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})),
    "umlaut as a": lambda name, _chance: name.translate(str.maketrans("äöüÄÖÜ", "aouAOU")),
    "ß as ss": lambda name, _chance: name.replace("ß", "ss"),
    "street as str.": lambda name, _chance: re.sub(r"([Ss])traße", r"\1tr.", name),
    "hyphen as blank": lambda name, _chance: name.replace("-", " "),
    "hyphen as nothing": lambda name, _chance: name.replace("-", ""),
    "one typo": lambda name, chance: _one_typo(name, chance) if re.search(r"[^\W\d_]{4}", name) else name,
    "without legal form": _without_legal_form,
}


def bent_names(city, user):
    """({rule: (found, tried)}, what was not found) over names that are bent by rule."""
    chance = random.Random(4)
    names = sorted(set(Actor.objects.filter(municipality=city).values_list("trading_name", flat=True)))
    counts, missed = {}, []
    for rule, bend in BENDS.items():
        bent = [(name, text) for name in names if (text := bend(name, chance)) != name]
        sample = chance.sample(bent, min(SAMPLE, len(bent)))
        wrong = [(rule, text, name) for name, text in sample if name not in found(user, city, text)]
        counts[rule] = (len(sample) - len(wrong), len(sample))
        missed += wrong
    return counts, missed


def test_names_that_a_city_gives_and_names_with_slips_lead_to_the_actor(real_data, db, capsys):
    cities = [factories.make_municipality(name, ags) for name, ags in CITIES]
    run(plan_import(read_table(real_data / "actors/wf40_actors.csv"), cities))
    city, user = cities[0], factories.make_user(cities[0], Role.READER)
    counts, not_found = bent_names(city, user)
    with (real_data / "search/poi_wuppertal_aliases.csv").open(encoding="utf-8") as file:
        pairs = [(row["query"], row["expected_name"]) for row in csv.DictReader(file)]
    name_places(city, pairs)
    missed = [(query, name) for query, name in pairs if name not in found(user, city, query)]
    unknown = pairs[1::2]
    name_places(city, pairs[::2])
    guessed = [(query, name) for query, name in unknown if name in found(user, city, query)]
    hits, tried = map(sum, zip(*counts.values(), strict=True))
    with capsys.disabled():
        print(
            f"\nin the first {FIRST}: aliases {len(pairs) - len(missed)} of {len(pairs)}, without theirs {len(guessed)} of {len(unknown)};"
        )
        print(f"bent names {hits} of {tried}: " + ", ".join(f"{rule} {good} of {all_}" for rule, (good, all_) in counts.items()))
    assert (missed, len(pairs)) == ([], 56)
    assert hits / tried >= 0.95, not_found
