"""The words that lists use for kinds, legal forms and the like, with our codes."""

from functools import lru_cache

from initiatives.choices import ActorKind, Goal, Industry, Language, LifeCycle, PointPrecision, RegisterKind, SizeClass, legal_forms
from initiatives.imports.columns import split_words
from wf40.folding import folded_forms

YES, NO = "yes", "no"

_KINDS = {
    ActorKind.ENTERPRISE: "Unternehmen | Firma | Betrieb | Gewerbe | Gewerbebetrieb | company | business",
    ActorKind.INITIATIVE: "Initiative | Bürgerinitiative | Projekt | Gruppe",
    ActorKind.ASSOCIATION: "Verein | Verband | Verein / Verband | e.V. | club",
    ActorKind.COOPERATIVE: "Genossenschaft | eG | co-op",
    ActorKind.SOCIAL_ENTERPRISE: "Sozialunternehmen | Soziales Unternehmen | Sozialbetrieb",
    ActorKind.PUBLIC_BODY: (
        "public | öffentlich | Öffentliche Einrichtung | Öffentliche Stelle | Öffentliche Hand | Behörde | Verwaltung | Kommunale "
        "Einrichtung"
    ),
    ActorKind.EDUCATION_RESEARCH: (
        "education | research | Bildung | Forschung | Bildung und Forschung | Bildung / Forschung | Wissenschaft | Bildungseinrichtung | "
        "Forschungseinrichtung | Schule | Hochschule | Universität"
    ),
    ActorKind.NETWORK: "Netzwerk | Bündnis | Allianz | Netzwerk oder Bündnis | Netzwerk / Bündnis | Dachverband | alliance",
    ActorKind.PLATFORM: "Plattform | Portal | Online-Plattform",
    ActorKind.VENUE: "Ort | Raum | Ort oder Raum | Ort / Raum | Treffpunkt | Veranstaltungsort | place | room",
    ActorKind.INDIVIDUAL: "Einzelperson | Person | Privatperson | single person",
}
_LEGAL_FORMS = {
    "sole_unregistered": "Einzelunternehmen | Einzelunternehmer | Einzelunternehmerin | Kleingewerbe",
    "sole_registered": "e.K. | eKfm | e.Kfr. | eingetragener Kaufmann | eingetragene Kauffrau | Einzelkaufmann",
    "freelance": "Freiberufler | Freiberuflerin | freiberuflich | Freier Beruf | freelance",
    "gbr": "GbR | eGbR | BGB-Gesellschaft",
    "ohg": "OHG | oHG",
    "gmbh_co_kg": ("GmbH & Co. KG | GmbH & Co KG | GmbH und Co. KG | GmbH + Co. KG | GmbH & Co. Kommanditgesellschaft | mbH & Co. KG"),
    "partg": "PartG | Partnerschaft",
    "partg_mbb": "PartG mbB | PartGmbB | Partnerschaft mbB",
    "ug": "UG | UG (haftungsbeschränkt) | Unternehmergesellschaft | UG haftungsbeschr.",
    "gmbh": "GmbH | mbH | Gesellschaft mbH | Ges. mbH | G.m.b.H.",
    "ggmbh": "gGmbH | gemeinnützige GmbH | gemeinnützige Gesellschaft mbH",
    "gug": "gUG | gemeinnützige UG | gUG (haftungsbeschränkt) | gemeinnützige UG (haftungsbeschränkt)",
    "gag": "gAG | gemeinnützige AG",
    "eg": "eG | e.G. | Genossenschaft",
    "ev": "e.V. | eV | eingetr. Verein | e.V. (gemeinnützig) | gemeinnütziger e.V.",
    "verein_unregistered": "nicht rechtsfähiger Verein | n.e.V.",
    "verein_economic": "w.V.",
    "foundation_private": "Stiftung des privaten Rechts | Stiftung bürgerlichen Rechts | rechtsfähige Stiftung",
    "foundation_public": "Stiftung öffentlichen Rechts | Stiftung d.ö.R.",
    "foundation_trust": "Treuhandstiftung | unselbständige Stiftung",
    "kdoer": "KdöR | K.d.ö.R. | Körperschaft öffentlichen Rechts | Körperschaft d.ö.R.",
    "aoer": "AöR | A.ö.R. | Anstalt öffentlichen Rechts",
    "municipality": "Kommune | Eigenbetrieb | Amt | Stadtverwaltung",
    "informal": "informell | informelle Gruppe | keine Rechtsform | ohne Rechtsform",
    "private_person": "natürliche Person",
    "in_formation": "i.G. | in Gründung",
    "unknown": "unbekannt | unknown",
}
_LIFE_CYCLES = {
    LifeCycle.IDEA: "Idee | idea",
    LifeCycle.IN_PLANNING: "in Planung | geplant | planned",
    LifeCycle.ACTIVE: "aktiv | in Betrieb | bestehend",
    LifeCycle.ON_HOLD: "ruht | ruhend | pausiert | paused",
    LifeCycle.COMPLETED: "abgeschlossen | beendet",
    LifeCycle.CLOSED: "aufgelöst | geschlossen | erloschen | dissolved",
}
_INDUSTRIES = {
    Industry.SERVICES: "Dienstleistungen | Dienstleistung | Dienstleister | Services",
    Industry.PROFESSIONS: "Freie Berufe | Freier Beruf | Freiberufler | Liberal professions",
    Industry.HOSPITALITY: (
        "Gastgewerbe und Tourismus | Gastgewerbe & Tourismus | Gastgewerbe / Tourismus | Gastgewerbe | Tourismus | Gastronomie | "
        "Hospitality and tourism"
    ),
    Industry.TRADE: "Handel | Einzelhandel | Großhandel | Trade | Retail",
    Industry.CRAFT: "Handwerk | Crafts",
    Industry.CULTURE: (
        "Kultur- und Kreativwirtschaft | Kultur und Kreativwirtschaft | Kultur & Kreativwirtschaft | Kreativwirtschaft | "
        "Culture and creative industries"
    ),
    Industry.FARMING: ("Land-, Forst- und Fischwirtschaft | Land-/Forst-/Fischwirtschaft | Landwirtschaft | Farming, forestry and fishing"),
    Industry.MANUFACTURING: "Produzierendes Gewerbe | Produktion | Industrie | Manufacturing",
}
_SIZES = {
    SizeClass.VOLUNTEER: "Nur ehrenamtlich | nur Ehrenamtliche | ehrenamtlich | Ehrenamt | Volunteers only",
    SizeClass.SOLO: "eine Person | 1 | 1 Person | solo | One person",
    SizeClass.MICRO: "2 bis 9 Personen | 2-9 | 2 bis 9 | 2 to 9 people",
    SizeClass.SMALL: "10 bis 49 Personen | 10-49 | 10 bis 49 | 10 to 49 people",
    SizeClass.MEDIUM: "50 bis 249 Personen | 50-249 | 50 bis 249 | 50 to 249 people",
    SizeClass.LARGE: "ab 250 Personen | 250 Personen und mehr | 250+ | ab 250 | 250 und mehr | 250 people and more",
}
_GOALS = {
    Goal.CLIMATE: "Klimaschutz | Climate protection",
    Goal.RESOURCES: "Sparsamer Umgang mit Ressourcen | Ressourcenschonung | Thrift with resources",
    Goal.COMMON_GOOD: "Gemeinwohl der Region | Gemeinwohl | Regionales Gemeinwohl | Common good of the region",
    Goal.REGIONAL_VALUE: "Regionale Wertschöpfung | Wertschöpfung | Regional value creation",
    Goal.RESILIENCE: "Krisenfestigkeit | Resilienz | Resilience in crises",
    Goal.COHESION: "Zusammenhalt und Zugehörigkeit | Zusammenhalt | Cohesion and belonging",
    Goal.PARTICIPATION: (
        "Eigeninitiative und Beteiligung | Eigeninitiative und Teilhabe | Teilhabe | Beteiligung | Own initiative and participation"
    ),
    Goal.INCLUSION: "Integration und Inklusion | Integration | Inklusion | Integration and inclusion",
    Goal.JOBS: "Arbeitsplätze vor Ort | Arbeitsplätze | Lokale Arbeitsplätze | Local jobs",
    Goal.SOCIAL_INNOVATION: "Soziale Innovation | Soziale Innovationen | Social innovation",
}
_LANGUAGES = {
    Language.GERMAN: "Deutsch | German",
    Language.PLAIN_GERMAN: "Leichte Sprache | Einfache Sprache | Easy German",
    Language.SIGN: "Deutsche Gebärdensprache | Gebärdensprache | DGS | German sign language",
    Language.ENGLISH: "Englisch | English",
    Language.TURKISH: "Türkisch | Turkish",
    Language.ARABIC: "Arabisch | Arabic",
    Language.UKRAINIAN: "Ukrainisch | Ukrainian",
    Language.RUSSIAN: "Russisch | Russian",
    Language.POLISH: "Polnisch | Polish",
    Language.PERSIAN: "Persisch | Farsi | Dari | Persian",
    Language.KURDISH: "Kurdisch | Kurdish",
    Language.FRENCH: "Französisch | French",
    Language.SPANISH: "Spanisch | Spanish",
    Language.ITALIAN: "Italienisch | Italian",
    Language.GREEK: "Griechisch | Greek",
    Language.DUTCH: "Niederländisch | Dutch",
}
_REGISTERS = {
    RegisterKind.TRADE_A: "Handelsregister A | HRA | HR A | Commercial register A",
    RegisterKind.TRADE_B: "Handelsregister B | HRB | HR B | Commercial register B",
    RegisterKind.COOPERATIVES: "Genossenschaftsregister | GnR | Register of cooperatives",
    RegisterKind.COMPANIES: "Gesellschaftsregister | GsR | Register of civil-law companies",
    RegisterKind.BY_LAW: "kraft Gesetz | kraft Gesetzes | by law",
    RegisterKind.PARTNERSHIPS: "Partnerschaftsregister | PR | Register of partnerships",
    RegisterKind.FOUNDATIONS: "Stiftungsverzeichnis | Stiftungsregister | Register of foundations",
    RegisterKind.ASSOCIATIONS: "Vereinsregister | VR | Register of associations",
    RegisterKind.ABROAD: "Register im Ausland | Ausland | Register abroad",
}
_PRECISIONS = {
    PointPrecision.EXACT: "exact | point | Punkt | genau | exakt | address | Adresse | Hausnummer | rooftop | building",
    PointPrecision.CITY: "city | Stadt | Ort | Gemeinde | town | municipality",
}
_ANSWERS = {
    YES: "yes | ja | j | y | x | 1 | true | wahr",
    NO: "no | nein | n | 0 | false | falsch",
}


@lru_cache(maxsize=20_000)
def squashed(text: str) -> str:
    """A value for comparing: "e. V.", "e.V." and "eV" are one, "GmbH & Co. KG" is "GmbH und Co KG"."""
    return "".join(word for word in folded_forms(text)[0].split() if word not in ("und", "and")) or text.strip().casefold()


def _vocabulary(*sources) -> dict[str, str]:
    """Every spelling with its code."""
    return {
        squashed(word): str(code) for source in sources for code, text in source.items() for word in (str(code), *split_words(text)) if word
    }


_OFFICIAL_FORMS = {form.code: f"{form.label} | {form.abbreviation}" for form in legal_forms().values()}

VOCABULARIES: dict[str, dict[str, str]] = {
    "kind": _vocabulary(_KINDS),
    "legal_form": _vocabulary(_OFFICIAL_FORMS, _LEGAL_FORMS),
    "life_cycle": _vocabulary(_LIFE_CYCLES),
    "precision": _vocabulary(_PRECISIONS),
    "is_charitable": _vocabulary(_ANSWERS),
    "industry": _vocabulary(_INDUSTRIES),
    "size_class": _vocabulary(_SIZES),
    "goals": _vocabulary(_GOALS),
    "languages": _vocabulary(_LANGUAGES),
    "register_kind": _vocabulary(_REGISTERS),
}
