"""German words of a want or an offer are read as it is meant: what, how much, from when, on which terms."""

from datetime import date
from decimal import Decimal

import pytest

from network.reading import read_words

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 22)


def said(kind="", exchange="", terms="", amount=None, unit="", since=None, until=None):
    values = {
        "item_type": kind,
        "exchange_type": exchange,
        "transaction_type": terms,
        "amount": None if amount is None else Decimal(amount),
        "unit": unit,
        "available_from": since,
        "available_to": until,
    }
    return {name: value for name, value in values.items() if value not in ("", None)}


SENTENCES = {
    "Kühlraum 20 m² ab März": said("space", amount=20, unit="m2", since=date(2027, 3, 1)),
    "Lastenrad für zwei Wochen": said("good", terms="borrow-lend"),
    "Suchen einen Raum zum Mieten, ca. 80 qm, ab 1.2.2027": said("space", "want", "rent-lease", 80, "m2", date(2027, 2, 1)),
    "Wir verschenken 20 Stühle": said("good", "offer", "receive-donate", 20, "piece"),
    "Leihen: Lastenrad vom 1. bis 14. Mai": said("good", "want", "borrow-lend", since=date(2027, 5, 1), until=date(2027, 5, 14)),
    "Lastenrad vom 1.5. bis 14.5. leihen": said("good", "want", "borrow-lend", since=date(2027, 5, 1), until=date(2027, 5, 14)),
    "sucht Regale für den Lagerraum": said("good", "want"),
    "Hilfe bei der Buchhaltung, 5 Stunden im Monat": said("service", amount=5, unit="h"),
    "Lagerfläche 1.200 m² zu vermieten ab sofort": said("space", "offer", "rent-lease", 1200, "m2", TODAY),
    "möchte eine gebrauchte Tiefkühltruhe kaufen": said("good", "want", "buy-sell"),
    "Tausche Werkzeug gegen Saatgut": said("good", terms="swap"),
    "Raum für 30 Personen im Mai gesucht": said("space", "want", "", 30, "person", date(2027, 5, 1), date(2027, 5, 31)),
    "bietet freien Werkstattplatz von Januar bis März": said("space", "offer", since=date(2027, 1, 1), until=date(2027, 3, 31)),
    "Partner für gemeinsame Lieferfahrten": said("service", terms="cooperate"),
    "braucht 2,5 t Kompost bis Ende April": said("good", "want", "", "2.5", "t", until=date(2027, 4, 30)),
    "Garten zu verpachten, 300 Quadratmeter, ab Frühjahr 2028": said("space", "offer", "rent-lease", 300, "m2", date(2028, 3, 1)),
    "kühlraum 12,5 m2 ab märz gesucht": said("space", "want", "", "12.5", "m2", date(2027, 3, 1)),
    "drei Lastenräder ab 1.6. für einen Monat": said("good", "", "borrow-lend", 3, "piece", date(2027, 6, 1), date(2027, 6, 30)),
    "suchen Marktstand, um Honig zu verkaufen": said("space", "want"),
    "Beratung zur Rechtsform ab 2027": said("service", since=date(2027, 1, 1)),
    "will seinen Keller kostenlos überlassen, 15–20 m²": said("space", "offer", "receive-donate", 15, "m2"),
    "suchen Untermieter für unser Büro": said("space", "offer", "rent-lease"),
    "Trockener Lagerraum von November bis März 2028": said("space", since=date(2027, 11, 1), until=date(2028, 3, 31)),
    "Abholstelle auf dem Ölberg, kühl, etwa 6 m², ab Juli": said("space", amount=6, unit="m2", since=date(2027, 7, 1)),
    "Ladendienst, zehn Freiwillige": said("service", amount=10, unit="person"),
    "Regalplätze in zehn Läden": said("space"),
    "gibt Kartons ab": said("good", "offer", "receive-donate"),
    "": {},
    "vielleicht später": {},
}


def test_words_are_read_as_they_are_meant():
    read = {sentence: read_words(sentence, TODAY) for sentence in SENTENCES}
    assert read == SENTENCES


def test_impossible_days_and_endless_numbers_are_left_out():
    for words in ("Raum ab 31.02.2027", "Raum ab 1.1.1999", "99999999999 m² Acker", "Acker " + "9" * 4000 + " m²"):
        found = read_words(words, TODAY)
        assert set(found) == {"item_type"}, words
