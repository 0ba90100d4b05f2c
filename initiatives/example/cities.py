"""The four example cities: their offices, their quarters with a rough middle point, and the people who work there."""

from dataclasses import dataclass

from wf40.rights import Role


@dataclass(frozen=True)
class Quarter:
    """A part of a city as people call it, with a point in its middle and the code of its district."""

    name: str
    place: str
    latitude: float
    longitude: float
    postcode: str
    district: str


@dataclass(frozen=True)
class Colleague:
    """A person of an office and how much of the daily work is theirs."""

    account: str
    name: str
    role: Role
    share: int = 0


@dataclass(frozen=True)
class City:
    """One example city and how much there is of everything."""

    slug: str
    actor_count: int
    consultation_count: int
    street: str
    postcode: str
    dialling_code: str
    words: tuple[str, ...]
    colleagues: tuple[Colleague, ...]
    quarters: tuple[Quarter, ...]


def _quarters(table: str) -> tuple[Quarter, ...]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return tuple(Quarter(name, place, float(north), float(east), *codes) for name, place, north, east, *codes in rows)


CITIES = (
    City(
        "wuppertal",
        350,
        480,
        "Werkbundplatz 1",
        "42275",
        "0202",
        ("Kettfaden", "Weberschiff", "Spindel", "Zwirn", "Bandwirker", "Indigo", "Krapprot", "Schwebewerk", "Talkante", "Treppenviertel"),
        (
            Colleague("leitung", "Katrin Vosswinkel", Role.MANAGER, 8),
            Colleague("beratung", "Mehmet Aydoğan", Role.ADVISER, 45),
            Colleague("jana.lindenbeck", "Jana Lindenbeck", Role.ADVISER, 30),
            Colleague("tobias.kraehmer", "Tobias Krähmer", Role.ADVISER, 17),
            Colleague("lesen", "Ulrike Hasselbach", Role.READER),
        ),
        _quarters("""
            Elberfeld | in Elberfeld | 51.2565 | 7.1480 | 42103 | elberfeld
            Ölberg | auf dem Ölberg | 51.2615 | 7.1430 | 42105 | elberfeld
            Arrenberg | am Arrenberg | 51.2480 | 7.1270 | 42117 | elberfeld-west
            Südstadt | in der Südstadt | 51.2490 | 7.1460 | 42119 | elberfeld
            Sonnborn | in Sonnborn | 51.2400 | 7.1040 | 42327 | elberfeld-west
            Uellendahl | am Uellendahl | 51.2790 | 7.1530 | 42109 | uellendahl-katernberg
            Katernberg | am Katernberg | 51.2720 | 7.1180 | 42113 | uellendahl-katernberg
            Dönberg | auf dem Dönberg | 51.3000 | 7.1560 | 42111 | uellendahl-katernberg
            Vohwinkel | in Vohwinkel | 51.2330 | 7.0740 | 42329 | vohwinkel
            Cronenberg | in Cronenberg | 51.2080 | 7.1370 | 42349 | cronenberg
            Küllenhahn | am Küllenhahn | 51.2290 | 7.1400 | 42349 | cronenberg
            Unterbarmen | in Unterbarmen | 51.2620 | 7.1760 | 42285 | barmen
            Barmen | in Barmen | 51.2710 | 7.1990 | 42275 | barmen
            Rott | auf dem Rott | 51.2790 | 7.1900 | 42281 | barmen
            Lichtscheid | am Lichtscheid | 51.2480 | 7.1910 | 42287 | barmen
            Oberbarmen | in Oberbarmen | 51.2740 | 7.2210 | 42277 | oberbarmen
            Wichlinghausen | in Wichlinghausen | 51.2860 | 7.2170 | 42277 | oberbarmen
            Nächstebreck | in Nächstebreck | 51.2960 | 7.2350 | 42279 | oberbarmen
            Heckinghausen | in Heckinghausen | 51.2640 | 7.2250 | 42289 | heckinghausen
            Langerfeld | in Langerfeld | 51.2720 | 7.2460 | 42389 | langerfeld-beyenburg
            Beyenburg | in Beyenburg | 51.2480 | 7.2950 | 42399 | langerfeld-beyenburg
            Ronsdorf | in Ronsdorf | 51.2290 | 7.2010 | 42369 | ronsdorf
        """),
    ),
    City(
        "witten",
        90,
        124,
        "Zechenplatz 4",
        "58452",
        "02302",
        ("Flöz", "Grubenlampe", "Stollen", "Ruhrbogen", "Steiger", "Walzwerk", "Treidelpfad", "Kornhaus"),
        (
            Colleague("leitung", "Jürgen Thielbörger", Role.MANAGER, 25),
            Colleague("beratung", "Sevgi Karaca", Role.ADVISER, 50),
            Colleague("daniel.wieczorek", "Daniel Wieczorek", Role.ADVISER, 25),
            Colleague("lesen", "Anke Rohleder", Role.READER),
        ),
        _quarters("""
            Innenstadt | in der Innenstadt | 51.4400 | 7.3350 | 58452 | witten-mitte
            Annen | in Annen | 51.4450 | 7.3710 | 58453 | annen
            Stockum | in Stockum | 51.4620 | 7.3800 | 58454 | stockum-dueren
            Rüdinghausen | in Rüdinghausen | 51.4560 | 7.4050 | 58454 | ruedinghausen
            Heven | in Heven | 51.4350 | 7.3070 | 58455 | heven
            Crengeldanz | am Crengeldanz | 51.4490 | 7.3320 | 58455 | witten-mitte
            Bommern | in Bommern | 51.4190 | 7.3330 | 58452 | bommern
            Herbede | in Herbede | 51.4170 | 7.2730 | 58456 | herbede
            Vormholz | in Vormholz | 51.4030 | 7.2910 | 58456 | herbede
        """),
    ),
    City(
        "witzenhausen",
        60,
        82,
        "Kirschenmarkt 2",
        "37213",
        "05542",
        ("Kirschkern", "Werraufer", "Streuobst", "Hutewald", "Basalt", "Meißnerblick", "Kirschblüte", "Schachtelhalm"),
        (
            Colleague("leitung", "Gesine Hollmann", Role.MANAGER, 30),
            Colleague("beratung", "Lukas Zierold", Role.ADVISER, 50),
            Colleague("amina.haddad", "Amina Haddad", Role.ADVISER, 20),
            Colleague("lesen", "Friedhelm Ott", Role.READER),
        ),
        _quarters("""
            Kernstadt | in der Kernstadt | 51.3410 | 9.8570 | 37213 | kernstadt
            Nordstadt | nördlich der Werra | 51.3470 | 9.8550 | 37213 | kernstadt
            Ermschwerd | in Ermschwerd | 51.3540 | 9.8220 | 37214 | ermschwerd
            Hundelshausen | in Hundelshausen | 51.3000 | 9.8570 | 37215 | hundelshausen
            Gertenbach | in Gertenbach | 51.3740 | 9.8050 | 37218 | gertenbach
            Dohrenbach | in Dohrenbach | 51.3130 | 9.8290 | 37216 | dohrenbach
            Kleinalmerode | in Kleinalmerode | 51.3240 | 9.7890 | 37217 | kleinalmerode
            Unterrieden | in Unterrieden | 51.3390 | 9.8930 | 37214 | unterrieden
            Wendershausen | in Wendershausen | 51.3260 | 9.8860 | 37214 | wendershausen
        """),
    ),
    City(
        "osnabrueck",
        160,
        219,
        "Friedenshof 3",
        "49074",
        "0541",
        ("Steinwerk", "Hasebogen", "Leinenzeug", "Piesberg", "Heger Bank", "Salzmarkt", "Kiepenkerl", "Neumarkthalle"),
        (
            Colleague("leitung", "Hendrik Wessling", Role.MANAGER, 12),
            Colleague("beratung", "Olena Kovalchuk", Role.ADVISER, 45),
            Colleague("philipp.grothaus", "Philipp Grothaus", Role.ADVISER, 25),
            Colleague("mareike.sandkaemper", "Mareike Sandkämper", Role.ADVISER, 18),
            Colleague("lesen", "Renate Tiemeyer", Role.READER),
        ),
        _quarters("""
            Innenstadt | in der Innenstadt | 52.2740 | 8.0470 | 49074 | innenstadt
            Wüste | in der Wüste | 52.2640 | 8.0330 | 49080 | wueste
            Westerberg | am Westerberg | 52.2810 | 8.0280 | 49076 | westerberg
            Weststadt | in der Weststadt | 52.2720 | 8.0180 | 49078 | weststadt
            Hafen | am Hafen | 52.2920 | 8.0290 | 49090 | hafen
            Sonnenhügel | am Sonnenhügel | 52.2950 | 8.0500 | 49088 | sonnenhuegel
            Haste | in Haste | 52.3070 | 8.0420 | 49090 | haste
            Dodesheide | in der Dodesheide | 52.3030 | 8.0700 | 49088 | dodesheide
            Gartlage | in der Gartlage | 52.2880 | 8.0600 | 49088 | gartlage
            Schinkel | im Schinkel | 52.2800 | 8.0750 | 49084 | schinkel
            Fledder | im Fledder | 52.2650 | 8.0740 | 49084 | fledder
            Schölerberg | am Schölerberg | 52.2570 | 8.0610 | 49082 | schoelerberg
            Kalkhügel | am Kalkhügel | 52.2540 | 8.0380 | 49080 | kalkhuegel
            Hellern | in Hellern | 52.2540 | 7.9970 | 49078 | hellern
            Eversburg | in Eversburg | 52.2930 | 8.0010 | 49090 | eversburg
            Sutthausen | in Sutthausen | 52.2380 | 8.0330 | 49080 | sutthausen
            Voxtrup | in Voxtrup | 52.2490 | 8.1000 | 49086 | voxtrup
        """),
    ),
)

# (e-mail, name, superuser, {city: role}): people who do not belong to one office alone.
FURTHER_ACCOUNTS = (
    ("nadja.brandtner@witten.example", "Nadja Brandtner", False, {"witten": Role.MANAGER, "wuppertal": Role.READER}),
    ("forschung@wf40.example", "Insa Albrecht-Noor", False, dict.fromkeys((city.slug for city in CITIES), Role.RESEARCHER)),
    ("technik@wf40.example", "Robin Feldkamp", True, {}),
)
