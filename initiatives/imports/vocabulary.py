"""The words that lists use for kinds, legal forms and the like, with our codes."""

from functools import lru_cache

from initiatives.choices import ActorKind, LifeCycle, PointPrecision, legal_forms
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
}
