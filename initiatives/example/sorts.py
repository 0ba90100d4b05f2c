"""The sorts of actors that an office of Wirtschaftsförderung 4.0 knows, with the words for their names and public descriptions.

A line under `names` may bring its own descriptions after bars, also on further lines; otherwise those under `texts` fit.
Words in braces are filled in by `initiatives.example.invention`.
"""

from dataclasses import dataclass, field

from initiatives.choices import ActorKind


@dataclass(frozen=True)
class Sort:
    """One sort of actor: how often it is met, what it is, and the words for it."""

    group: str
    weight: int
    kind: ActorKind
    forms: dict[str, int]
    rollout: tuple[str, ...]
    parts: tuple[str, ...]
    tags: tuple[str, ...]
    charity: float
    names: tuple[tuple[str, tuple[str, ...]], ...]
    texts: tuple[str, ...]
    only_once: bool = field(default=False)


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.strip().splitlines() if line.strip())


def _sort(group, weight, kind, forms, rollout, parts, tags, *, charity=0.0, names, texts="", only_once=False) -> Sort:
    weights = {form: int(number) for form, number in (entry.split(":") for entry in forms.split())}
    variants = []
    for line in _lines(names):
        parts_of_line = [part.strip() for part in line.split("|")]
        if parts_of_line[0]:
            variants.append(parts_of_line)
        else:
            variants[-1] += parts_of_line[1:]
    return Sort(
        group,
        weight,
        kind,
        weights,
        tuple(rollout.split()),
        tuple(parts.split()),
        tuple(tag.strip() for tag in tags.split(",")),
        charity,
        tuple((name, tuple(own)) for name, *own in variants),
        _lines(texts),
        only_once,
    )


SORTS = (
    _sort(
        "repair",
        15,
        ActorKind.INITIATIVE,
        "informal:6 ev:3 verein_unregistered:2",
        "cooperation sharing",
        "repair-cafe-reparatur-initiative",
        "Reparatur, Ehrenamt, Kreislaufwirtschaft",
        charity=0.3,
        names="""
            Repair-Café {quarter}
            Repair-Café {at_street}
            Repair-Café {in_house}
            Reparaturtreff {quarter}
            Reparaturtreff {house}
            Flickstube {quarter}
            Heile machen {quarter}
            Schraubertreff {word}
            Elektro-Sprechstunde {quarter}
            Reparaturküche {word}
            Werkeltisch {word}
        """,
        texts="""
            Jeden {nth} {weekday} im Monat reparieren Ehrenamtliche gemeinsam mit den Gästen Elektrogeräte, Kleidung und Spielzeug.
            Zwölf Helferinnen und Helfer, Werkzeug für Strom, Holz und Stoff, dazu Kaffee und Kuchen gegen Spende.
            Wir reparieren, was sonst im Müll landet. {weekdays}, {clock}, ohne Anmeldung.
            Reparieren statt wegwerfen: Wer etwas Kaputtes mitbringt, lernt hier, wie man es wieder in Gang setzt.
            Treffpunkt für alle, die ihren Toaster behalten wollen. Schwerpunkt Kleinelektro und Nähmaschinen.
            Offene Reparaturstunde {in_quarter}. Ersatzteile zum Selbstkostenpreis, die Hilfe ist kostenlos.
            Rund {count} reparierte Dinge im Jahr, vom Radio bis zur Reisetasche. Neue Gesichter sind willkommen.
        """,
    ),
    _sort(
        "workshop",
        13,
        ActorKind.ASSOCIATION,
        "ev:7 informal:2 gug:1",
        "sharing production",
        "selbsthilfewerkstatt gemeinschaftlich-genutzte-geraete selbermachen-prosuming",
        "Holz, Metall, Ehrenamt, Bildung",
        charity=0.6,
        names="""
            Offene Holzwerkstatt {quarter}
                | Hobelbank, Bandsäge und Drechselbank für alle, die eine Einführung gemacht haben. Offen {weekdays}, {clock}.
            Holzwerkstatt {in_house}
                | Gemeinschaftlich getragene Holzwerkstatt mit Kursen für den Einstieg und Plätzen für eigene Vorhaben.
            Werkstatthaus {word} | Holz, Metall, Keramik und Textil unter einem Dach. Wer Mitglied ist, bekommt einen Schlüssel.
            Siebdruckwerkstatt {word} | Drucktische und Belichter zum Mitnutzen, Einführungskurs jeden {nth} {weekday}.
                | Plakate, Beutel und T-Shirts in kleiner Auflage, von Hand gedruckt.
            Makerraum {quarter} | 3D-Drucker, Lasercutter und Lötplätze. Die Geräte gehören allen, die mitmachen.
                | Tüfteln {in_quarter}: Geräte teilen, Wissen teilen, Fehler teilen.
            Makerraum {word} | Offene Hochtechnologie-Werkstatt mit {few} Arbeitsplätzen, betrieben im Ehrenamt.
            Fahrrad-Selbsthilfe {quarter} | Montageständer, Werkzeug und Rat {weekdays}, {clock}. Wer schraubt, lernt.
                | Aus drei alten Rädern wird ein gutes. Abgabe gegen Spende an Menschen mit wenig Geld.
            Radwerkstatt {in_house} | Selbsthilfewerkstatt für Fahrräder und Lastenräder, mit Ersatzteillager aus Spenden.
            Metallwerkstatt {word} | Schweißen, Drehen, Fräsen: {few} Mitglieder teilen sich Maschinen und Miete.
            Keramikwerkstatt {word} | Zwei Brennöfen, sechs Drehscheiben und feste Zeiten für Mitglieder und Schulklassen.
            Nähwerkstatt {quarter} | Acht Nähmaschinen, eine Overlock und geduldige Menschen, die zeigen, wie es geht.
            Papier- und Buchwerkstatt {house} | Schöpfen, Setzen, Binden: ein Ort für Papier mit alten Maschinen in Gebrauch.
        """,
    ),
    _sort(
        "farm",
        9,
        ActorKind.INITIATIVE,
        "ev:4 eg:2 gbr:2 informal:1",
        "production cooperation",
        "solidarische-landwirtschaft",
        "Lebensmittel, Bio, Klimaschutz",
        charity=0.1,
        names="""
            SoLaWi {farm}
            Solidarische Landwirtschaft {farm}
            Gemüsegemeinschaft {word}
            Ackergemeinschaft {farm}
            Gärtnerhof {farm}
            SoLaWi {word}
        """,
        texts="""
            {count} Ernteanteile, wöchentlich an vier Abholstellen in der Stadt. Mitglieder helfen an Ackertagen mit.
            Gemüse für ein Jahr im Voraus: Die Mitglieder tragen Kosten und Risiko gemeinsam, die Ernte wird geteilt.
            Bio-Gemüse von {few} Hektar {near}, verteilt an rund {count} Haushalte.
            Solidarische Landwirtschaft mit Bieterrunde im Februar. Probeanteile für drei Monate sind möglich.
            Wir bauen über 40 Gemüsesorten an, samenfest und ohne Pflanzenschutzmittel. Abholung {weekdays}.
            Junger Betrieb {near}, seit {year} ohne festen Ladenpreis: Jeder Haushalt gibt, was er kann.
        """,
    ),
    _sort(
        "garden",
        17,
        ActorKind.INITIATIVE,
        "informal:8 ev:4 verein_unregistered:1",
        "cooperation sharing",
        "stadtgaerten-urban-gardening selbermachen-prosuming",
        "Klimaschutz, Familien, Ehrenamt, Integration",
        charity=0.3,
        names="""
            Gemeinschaftsgarten {word}
            Gemeinschaftsgarten {at_street}
            Nachbarschaftsgarten {quarter}
            Nachbarschaftsgarten {at_street}
            Gartenbande {quarter}
            Hochbeete {at_street}
            Interkultureller Garten {quarter}
                | Parzellen für {few} Familien aus neun Ländern, ein gemeinsamer Ofen und ein Fest im September.
            Obstwiese {quarter} | Alte Apfelsorten pflegen, ernten, pressen. Baumpatenschaften für {count} Bäume.
                | Schnittkurse im Februar, Saft im Oktober: eine Wiese, um die sich {few} Menschen kümmern.
            Bienenfreunde {quarter} | Schaubienenstand und Blühflächen; die Honigernte teilen sich die Patinnen und Paten.
            Kräutergarten {word} | Heil- und Küchenkräuter zum Mitgärtnern, Führungen für Kindergartengruppen.
            Dachgarten {house} | Gemüse in Kisten auf {count} Quadratmetern Flachdach, gegossen mit Regenwasser.
            Saatgutkreis {word} | Samenfeste Sorten erhalten, tauschen und weitergeben; Saatguttausch jeweils im März.
        """,
        texts="""
            Eine Brachfläche {in_quarter} ist zum Garten geworden. Gegärtnert wird {weekdays} ab 16 Uhr, Werkzeug ist da.
            {few} Hochbeete, ein Kompost und eine Bank für alle, die vorbeikommen. Mitmachen ohne Verein und Beitrag.
            Gemeinsam säen, gießen, ernten. Beete werden nicht verteilt, alle kümmern sich um alles.
            Gemüse und Blumen mitten in der Stadt, gepflegt von rund {few} Nachbarinnen und Nachbarn.
            Offener Garten mit Werkstattwagen und Lehmofen. Schulklassen nach Absprache.
            Hier wachsen Tomaten auf früherem Asphalt. Gießdienst im Sommer nach Kalender, Erntefest im Oktober.
        """,
    ),
    _sort(
        "direct",
        13,
        ActorKind.ENTERPRISE,
        "sole_unregistered:6 gbr:3 ug:1",
        "production regional_trade",
        "hofladen-direktvermarktung regionale-lebensmittelverarbeitung",
        "Lebensmittel, Bio, Nachfolge gesucht, Weihnachtsmarkt",
        names="""
            Hofladen {farm} | Kartoffeln, Eier und Gemüse der Saison ab Hof, {weekdays} und samstags.
                | Hofladen mit Produkten von {few} Betrieben der Umgebung.
            Milchhof {family} | Milch und Joghurt von {count} Kühen, abgefüllt auf dem Hof; Automat rund um die Uhr.
            Imkerei {family} | Frühtracht, Lindenhonig und Wachskerzen von {few} Völkern {in_quarter}.
                | Stadthonig von Dächern und Gärten {in_quarter}, geschleudert in der eigenen Küche.
            Imkerei {word} | Bio-Imkerei mit Standplätzen am Stadtrand; Honig in Pfandgläsern.
            Ziegenkäserei {farm} | Frischkäse und Camembert von {few} Ziegen, auf zwei Wochenmärkten und im Regionalregal.
            Obsthof {family} | Äpfel, Birnen und Kirschen, Saft im Mehrwegglas, Selbstpflücken im Herbst.
            Kartoffelhof {family} | Neun Sorten, auf Wunsch in die Stadt geliefert, ab 5 Kilogramm.
            Pilzzucht {house} | Austernpilze auf Kaffeesatz aus den Cafés der Stadt, gezogen in einem alten Keller.
                | Edelpilze aus dem Keller: kurze Wege, kein Plastik, Ernte am Tag der Lieferung.
            Gärtnerei {family} | Jungpflanzen, Stauden und Gemüse aus eigener Anzucht, torffrei.
                | Familienbetrieb {in_quarter} seit {year}; Gemüsejungpflanzen ab April.
            Schäferei {family} | Lammfleisch auf Vorbestellung, Felle und Wolle; die Herde pflegt Wiesen der Stadt.
            Blumenfeld {farm} | Blumen zum Selbstschneiden, bezahlt wird in die Kasse am Feldrand.
        """,
    ),
    _sort(
        "food",
        19,
        ActorKind.ENTERPRISE,
        "sole_unregistered:5 gbr:3 ug:3 gmbh:3 in_formation:1",
        "production regional_trade",
        "regionale-lebensmittelverarbeitung handwerk-und-manufaktur-vor-ort",
        "Lebensmittel, Weihnachtsmarkt, Bio, Gründung, Online-Handel",
        names="""
            Kaffeerösterei {word} | Langsam geröstete Bohnen aus direktem Handel, {few} Sorten, Röstkurse {weekdays}.
                | Kleine Rösterei {in_quarter}; beliefert Büros mit dem Lastenrad.
            Senfmanufaktur {word} | Zehn Sorten Senf, kalt vermahlen auf einer Steinmühle.
                | Senf aus regionaler Saat, im Pfandglas, auch für die Gastronomie.
            Brotmanufaktur {family} | Sauerteigbrote mit langer Führung, Getreide von zwei Höfen der Region.
                | Backen mit Zeit: sechs Brote, zwei Backtage, kein Verkauf am Montag.
            Nudelwerkstatt {word} | Frische Pasta aus regionalem Hartweizen, getrocknet im Holzschrank.
            Marmeladenküche {family} | Fruchtaufstriche aus Obst, das sonst niemand erntet.
                | Marmelade und Chutney in kleinen Chargen, gekocht in einer Mietküche.
            Schokoladenwerkstatt {word} | Von der Bohne zur Tafel, Kakao aus zwei Genossenschaften.
                | Handgeschöpfte Tafeln mit Zutaten aus der Region, Kurse für Gruppen.
            Brauwerkstatt {word} | Naturtrübe Biere in Pfandflaschen, Ausschank {weekdays} im Hof.
                | Vier Sorten Bier und eine Limonade, gebraut {in_quarter}.
            Mosterei {farm} | Lohnmosterei: eigenes Obst bringen, eigenen Saft mitnehmen. Saison September bis November.
                | Mobile Presse für Obst ab 50 Kilogramm, Termine im Herbst.
            Käserei {family} | Rohmilchkäse aus der Milch von drei Betrieben; Reifekeller mit Schaufenster.
            Tofurei {word} | Tofu und Tempeh aus Soja und Lupinen regionaler Herkunft, wöchentlich frisch.
            Eiswerkstatt {word} | Eis aus Weidemilch und Früchten der Saison, ohne fertige Pasten.
                | Zwölf Sorten, eigenes Waffelrezept, im Winter Suppen.
            Fermentküche {word} | Sauerkraut, Kimchi und eingelegte Gurken aus Gemüse zweiter Wahl.
                | Haltbar durch Gärung: Gemüse der SoLaWis wird hier zu Vorrat.
            Essigmanufaktur {family} | Obstessige, zwei Jahre im Fass gereift. Besuch nach Anmeldung.
            Gewürzmühle {word} | Mischungen aus fair gehandelten Gewürzen, von Hand abgefüllt und unverpackt erhältlich.
            Ölmühle {family} | Lein-, Raps- und Nussöl, kalt gepresst, am Tag der Bestellung.
            Saftladen {word} | Säfte und Shots aus Obst und Gemüse der Region, Lieferung an Büros in Pfandflaschen.
            Teemanufaktur {word} | Kräutertees aus eigener Trocknung und aus Wildsammlung der Umgebung.
        """,
    ),
    _sort(
        "craft",
        30,
        ActorKind.ENTERPRISE,
        "sole_unregistered:8 sole_registered:3 gbr:3 gmbh:3 ug:1",
        "production",
        "handwerk-und-manufaktur-vor-ort",
        "Holz, Metall, Ausbildungsbetrieb, Nachfolge gesucht, Kreislaufwirtschaft",
        names="""
            Tischlerei {family} | Möbel und Einbauten aus heimischem Holz, Reparatur alter Fenster.
                | Tischlerhandwerk {in_quarter}, bildet aus. Reststücke für Bastelnde kostenlos.
                | Massivholzmöbel nach Maß, Oberflächen mit Öl und Wachs.
            Möbelmanufaktur {word} | Möbel aus Bauholz und alten Türen, jedes Stück mit Herkunftszettel.
                | Regale und Tische im Baukasten, auseinandernehmbar und reparierbar.
            Polsterei {family} | Sessel und Sofas neu beziehen statt neu kaufen; Stoffe aus Restbeständen.
                | Polstern, Flechten, Gurten: Handwerk seit {year}.
            Schuhmacherei {family} | Besohlen, Nähen, Weiten; Maßschuhe auf Anfrage.
                | Reparatur von Schuhen und Taschen, Annahme auch im Unverpacktladen.
            Sattlerei {family} | Taschen, Gürtel und Reparaturen aus pflanzlich gegerbtem Leder.
            Buchbinderei {family} | Einbände, Mappen und Reparaturen; Kurse an Samstagen.
                | Buchbinderei mit altem Maschinenpark, arbeitet für Archive und Privatleute.
            Töpferei {family} | Gebrauchsgeschirr, freigedreht und bleifrei glasiert.
                | Keramik für Küche und Gastronomie, Sonderanfertigung ab zehn Stück.
            Töpferei {word} | Steinzeug aus dem Gasofen, zweimal im Jahr offene Werkstatt.
            Seifenmanufaktur {word} | Feste Seifen und Shampoos ohne Palmöl, im Kaltverfahren gerührt.
                | Naturseifen mit Ölen aus der Region, verpackt in Papier.
            Bürstenmacherei {family} | Besen und Bürsten aus Buche und Rosshaar, von Hand eingezogen.
            Goldschmiede {family} | Schmuck aus Altgold und fair gewonnenem Silber; Umarbeitung von Erbstücken.
            Korbflechterei {family} | Körbe aus selbst geschnittener Weide, Stuhlgeflechte, Kurse im Winter.
            Maßschneiderei {family} | Änderungen, Maßkleidung und Reparaturen {in_quarter}.
                | Schneiderei mit Abholdienst; flickt auch Arbeitskleidung für Betriebe.
            Glaswerkstatt {word} | Bleiverglasung, Spiegel und Trinkgläser aus Altglas.
            Drechslerei {family} | Schalen, Treppenstäbe und Spielzeug aus Holz, das in der Stadt gefällt wurde.
            Messerschmiede {word} | Küchenmesser aus Kohlenstoffstahl, Schleifdienst jeden {nth} {weekday}.
                | Schmieden, Schleifen, Schärfen; Kurse für Einsteigende.
            Handweberei {word} | Schals, Decken und Teppiche auf vier Webstühlen; Lohnweben für kleine Marken.
            Instrumentenbau {family} | Gitarren und Ukulelen, Reparatur von Saiteninstrumenten aller Art.
            Druckerei {family} | Offset auf Recyclingpapier, klimabewusst und ohne Mindestmenge.
                | Buchdruck und Offset; Lehrwerkstatt für zwei Auszubildende.
            Fahrradmanufaktur {word} | Stahlräder nach Maß und Umbau alter Rahmen.
                | Alltagsräder aus aufgearbeiteten Rahmen, mit Garantie.
            Kerzenzieherei {word} | Kerzen aus Bienenwachs und Resten; Kerzenziehen für Gruppen im Advent.
            Metallbau {family} | Geländer, Tore und Einzelstücke; reparieren hat Vorrang.
                | Schlosserei mit vier Beschäftigten {in_quarter}.
            Elektrowerkstatt {family} | Reparatur von Haushaltsgeräten und Unterhaltungselektronik, Ersatzteile gebraucht.
                | Waschmaschinen, Radios, Nähmaschinen: Reparatur mit Kostenvoranschlag.
            Uhrmacherei {family} | Reparatur mechanischer Uhren und Wecker, seit {year}.
            Stuhlwerkstatt {word} | Leimen, Flechten, Aufarbeiten; Stühle aus Nachlässen mit neuer Sitzfläche.
            Lehmbau {family} | Lehmputze und Innendämmung; Mitmachbaustellen für Bauleute mit wenig Geld.
        """,
    ),
    _sort(
        "craft",
        9,
        ActorKind.ENTERPRISE,
        "sole_unregistered:4 gbr:3 ug:3 in_formation:1",
        "production regional_trade",
        "handwerk-und-manufaktur-vor-ort selbermachen-prosuming",
        "Textil, Kreislaufwirtschaft, Gründung, Weihnachtsmarkt",
        names="""
            Schneiderkollektiv {word} | Kleidung aus Reststoffen, zugeschnitten und genäht {in_quarter}.
                | Fünf Schneiderinnen teilen Maschinen, Laden und Aufträge.
            Upcycling-Atelier {word} | Taschen aus Planen, Schürzen aus Hemden; Firmenaufträge ab 20 Stück.
                | Aus Altkleidern wird Neues. Annahme gewaschener Stoffe {weekdays}.
            Strickwerk {quarter} | Mützen, Schals und Socken aus Wolle der Region, gestrickt in kleiner Serie.
            Stofflager {word} | Reststoffe aus Betrieben, nach Gewicht verkauft.
                | Knöpfe, Garne und Stoffe aus zweiter Hand für Nähgruppen und Schulen.
            Wollwerkstatt {word} | Rohwolle waschen, kardieren, spinnen: vom Schaf der Region zum Garn.
            Zweitfaden {quarter} | Arbeitskleidung flicken, färben, wieder ausgeben: Mietkleidung für kleine Betriebe.
            Färberei {word} | Pflanzenfarben auf Wolle und Leinen, auch als Lohnauftrag.
        """,
    ),
    _sort(
        "shop",
        28,
        ActorKind.ENTERPRISE,
        "sole_unregistered:7 sole_registered:4 gbr:3 gmbh:2 ug:2",
        "regional_trade",
        "inhabergefuehrter-einzelhandel heimat-shoppen-buy-local",
        "Fairer Handel, Lieferdienst, Online-Handel, Nachfolge gesucht, Weihnachtsmarkt",
        names="""
            Regionalladen {word} | Waren von {few} Erzeugern aus höchstens 50 Kilometern Entfernung.
                | Lebensmittel und Handwerk aus der Region, dazu ein Regal zum Mieten für kleine Manufakturen.
            Unverpacktladen {word} | Trockenwaren, Seifen und Öle zum Abfüllen in eigene Gefäße.
                | Einkaufen ohne Verpackung {in_quarter}, mit Mittagssuppe. | Lose Ware in {count} Spendern, Lieferung mit dem Lastenrad.
            Buchhandlung {family} | Inhabergeführte Buchhandlung {in_quarter}; bestellt bis 18 Uhr, am nächsten Tag da.
                | Buchhandlung mit Lesungen, Kinderecke und eigenem Lieferrad.
            Buchladen {word} | Romane, Sachbuch und Kinderbuch; gemeinsames Regal mit gebrauchten Büchern.
            Feinkost {family} | Käse, Oliven und Wein, dazu Platten für Feiern.
                | Feinkost in dritter Generation, viele Erzeuger sind persönlich bekannt.
            Weltladen {quarter} | Fair gehandelte Lebensmittel und Handwerk, geführt von Ehrenamtlichen.
                | Kaffee, Tee, Schokolade und Körbe aus fairem Handel; Bildungsarbeit an Schulen.
            Blumenladen {word} | Sträuße aus Blumen der Saison, ohne Flugware. | Schnittblumen von Gärtnereien der Region, Abos für Büros.
            Spielzeugladen {family} | Holzspielzeug, Brettspiele und eine Reparaturecke für Lieblingsstücke.
            Fahrradladen {family} | Verkauf, Werkstatt und Lastenräder zum Ausprobieren.
                | Räder für den Alltag; Gebrauchte mit Durchsicht.
            Papierladen {word} | Hefte, Füller, Schulbedarf und Drucke von Menschen aus der Stadt.
            Wollladen {word} | Garne, Nadeln und ein Stricktisch {weekdays}.
            Hofregal {quarter} | Regal für {few} Erzeuger in einem Ladenlokal; bezahlt wird an einer Kasse.
                | Selbstbedienungsladen mit Ware von Höfen und Manufakturen, geöffnet von 6 bis 22 Uhr.
            Haushaltswaren {family} | Töpfe, Messer, Ersatzteile: führt auch die Dichtung für das alte Modell.
                | Haushaltswaren und Eisenwaren {in_quarter}, seit {year}.
            Modeladen {word} | Faire Mode und Gebrauchtes, Änderungen im Haus.
            Second Hand {word} | Kleidung aus zweiter Hand auf Kommission, Annahme nach Termin.
            Plattenladen {word} | Neue und gebrauchte Schallplatten, kleine Konzerte am {nth} {weekday} im Monat.
            Teeladen {family} | Über {count} Tees lose, Teeproben und Geschirr aus Töpfereien der Stadt.
            Biomarkt {family} | Vollsortiment aus biologischem Anbau, Brot von zwei Bäckereien der Nachbarschaft.
            Werkzeughandel {family} | Werkzeug, Schrauben einzeln, Verleih von Maschinen; Schlüsseldienst im Haus.
            Eisenwaren {family} | Schrauben einzeln, Beratung inbegriffen. Inhabergeführt {in_quarter}.
        """,
    ),
    _sort(
        "gastro",
        15,
        ActorKind.ENTERPRISE,
        "sole_unregistered:5 gbr:3 ug:2 gmbh:2",
        "regional_trade",
        "gastronomie-mit-regionalen-produkten",
        "Lebensmittel, Kultur, Bio, Lieferdienst",
        names="""
            Café {word} | Frühstück, Kuchen, Mittagssuppe; Milch und Eier von Höfen der Umgebung.
                | Café {in_quarter} mit Regionalregal und Mehrwegbechern. | Kaffee aus der Stadtrösterei, sonntags lange geöffnet.
            Café {in_house} | Nachbarschaftscafé mit Spieleregal und Bühne für kleine Abende.
            Gasthaus {word} | Karte nach Jahreszeit, Gemüse von einer SoLaWi, Bier aus der Stadt.
                | Regionale Küche, Saal für {count} Personen.
            Kantine {house} | Mittagstisch für die Betriebe im Hof, offen für alle: zwei Gerichte, eines davon vegetarisch.
            Suppenbar {word} | Drei Suppen am Tag, Gemüse zweiter Wahl, Mehrwegschalen im Pfand.
                | Suppen zum Mitnehmen und auf dem Wochenmarkt.
            Bistro {word} | Kleine Karte, regionale Zutaten, Kochabende mit Erzeugern.
            Lieferküche {word} | Mittagessen für Kitas und Büros, gekocht mit Gemüse aus der Region, geliefert mit dem Rad.
            Weinstube {family} | Offene Weine, Käse aus der Region, Lesungen im Winter.
            Backstube {in_house} | Kuchen und Brot, gebacken vor den Augen der Gäste.
        """,
    ),
    _sort(
        "sharing",
        10,
        ActorKind.INITIATIVE,
        "informal:8 verein_unregistered:1 ev:1",
        "sharing cooperation",
        "foodsharing-fair-teiler",
        "Lebensmittel, Ehrenamt, Klimaschutz",
        names="""
            Fair-Teiler {at_street}
            Fair-Teiler {in_house}
            Lebensmittelretter {quarter}
            Foodsharing-Gruppe {quarter}
            Kühlschrank für alle {quarter}
            Restetafel {word}
        """,
        texts="""
            Kühlschrank und Regal {in_quarter}, täglich offen. Bringen und nehmen darf jeder; geputzt wird nach Plan.
            Rettet Lebensmittel bei {few} Betrieben und verteilt sie weiter. Neue Abholende werden eingearbeitet.
            Übrig gebliebenes Brot, Obst und Gemüse findet hier noch am selben Abend Abnehmer.
            Ehrenamtliche holen ab, was Läden nicht mehr verkaufen, und kochen {weekdays} gemeinsam daraus.
            Verteilstelle für gerettete Lebensmittel, versorgt von rund {few} Freiwilligen.
        """,
    ),
    _sort(
        "exchange",
        8,
        ActorKind.ASSOCIATION,
        "ev:4 verein_unregistered:3 informal:3",
        "sharing cooperation",
        "tauschring zeitbank",
        "Ehrenamt, Ältere Menschen",
        charity=0.3,
        names="""
            Tauschring {quarter}
            Tauschring {word}
            Zeitbank {quarter} | Stunden geben, Stunden nehmen: Wer heute hilft, bekommt später Hilfe. Rund {count} Konten.
                | Zeitkonten für Hilfe im Alltag, geführt von Ehrenamtlichen, Sprechstunde {weekdays}.
            Talentetausch {quarter}
            Tauschkreis {word}
        """,
        texts="""
            Fensterputzen gegen Sprachunterricht: {count} Mitglieder tauschen Zeit statt Geld.
            Marktabend an jedem {nth} {weekday} im Monat, Angebote stehen in der Tauschzeitung.
            Verrechnet wird in Stunden, eine Stunde ist bei allen gleich viel wert.
            Nachbarschaftlicher Tausch von Können und Zeit {in_quarter}, seit {year}.
        """,
    ),
    _sort(
        "lending",
        15,
        ActorKind.INITIATIVE,
        "ev:4 informal:6 gug:1",
        "sharing",
        "tauschladen-verschenkladen leihsystem-werkzeugverleih",
        "Kreislaufwirtschaft, Ehrenamt, Familien",
        charity=0.3,
        names="""
            Verschenkladen {word} | Was einer nicht mehr braucht, nimmt eine andere mit. Höchstens drei Dinge am Tag.
                | Geschirr, Bücher, Kleidung ohne Geld; geöffnet {weekdays}, {clock}.
            Umsonstladen {quarter} | Bringen, stöbern, mitnehmen. Geöffnet {weekdays}, {clock}.
            Leihladen {word} | Bohrmaschine, Zelt, Waffeleisen: leihen statt kaufen, {count} Dinge im Bestand.
                | Mitglieder zahlen einen Jahresbeitrag und leihen, was sie brauchen.
            Bibliothek der Dinge {quarter} | Selten gebrauchte Dinge zum Ausleihen, vom Beamer bis zur Fugenkratze.
            Werkzeugverleih {quarter} | Werkzeug und Gartengeräte gegen Pfand, Ausgabe {weekdays}.
            Bücherschrank {at_street} | Öffentlicher Bücherschrank, gepflegt von vier Patinnen.
                | Bücher tauschen rund um die Uhr; sortiert wird jeden {nth} {weekday}.
            Kleidertausch {quarter} | Tauschabend im Frühjahr und im Herbst, je Person zehn Teile.
                | Kleidung tauschen statt kaufen, mit Nähtisch für Änderungen.
            Spieleverleih {word} | Große Spiele für Feste, Hüpfburg inbegriffen; Ausleihe an Vereine und Schulen.
            Geschirrverleih {word} | Mehrweggeschirr für Feste bis {count} Personen, Spülmobil auf Anfrage.
                | Teller, Becher, Besteck: Fest ohne Wegwerfgeschirr, Ausgabe {weekdays}.
            Kindersachen-Kreis {quarter} | Kleidung, Tragetuch, Laufrad: Familien geben weiter, was zu klein geworden ist.
        """,
    ),
    _sort(
        "mobility",
        9,
        ActorKind.INITIATIVE,
        "ev:4 informal:3 gbr:1 ug:2",
        "sharing",
        "carsharing gemeinschaftlich-genutzte-geraete",
        "Fahrrad, Klimaschutz, Lieferdienst",
        names="""
            Freies Lastenrad {quarter} | Lastenrad zum kostenlosen Ausleihen, Buchung über eine Webseite, Abholung im Laden.
                | Zwei Lastenräder an zwei Standorten, gewartet von Ehrenamtlichen.
            Nachbarschaftsauto {quarter} | {few} Haushalte teilen sich zwei Autos, gebucht wird im gemeinsamen Kalender.
            Carsharing-Verein {word} | Stationsgebundenes Teilen von {few} Autos, mit einem Transporter für Umzüge.
                | Autos teilen statt besitzen, Stationen an vier Plätzen der Stadt.
            Mitfahrbank {quarter} | Bank mit Richtungsschildern: wer sitzt, möchte mitfahren. Eine Idee der Nachbarschaft.
            Lastenradkurier {word} | Lieferungen für Läden und Manufakturen bis 120 Kilogramm, am selben Tag.
            Transporterkreis {word} | Sechs Betriebe teilen sich einen Kühltransporter und Fahrten zu den Märkten.
            Radlogistik {word} | Sammellieferung für Einzelhandel und Höfe, Umschlag an einem Mikrodepot {in_quarter}.
        """,
    ),
    _sort(
        "venue",
        15,
        ActorKind.VENUE,
        "ev:3 gmbh:2 ug:2 gbr:2 ggmbh:1 eg:1",
        "sharing",
        "gemeinsame-raeume-coworking",
        "Kultur, Leerstand, Gründung",
        charity=0.2,
        names="""
            Coworking {word} | {few} Plätze, ein Besprechungsraum, Tageskarten; Kaffee aus der Nachbarschaft.
                | Arbeiten {in_quarter}: Schreibtische zum Teilen, Werkraum im Keller.
            Gemeinschaftsbüro {house} | Bürogemeinschaft von {few} Selbstständigen mit Gästeplatz.
            Atelierhaus {house} | {few} Ateliers, eine Druckpresse und offene Türen am zweiten Wochenende im November.
                | Ateliers und Werkräume in einer alten Fabriketage.
            Kulturwerkstatt {house} | Saal, Küche und Probenräume; Miete nach Selbsteinschätzung.
            Pop-up-Raum {at_street} | Ladenlokal auf Zeit für Gründungen und Manufakturen, wochenweise zu mieten.
                | Leerstand auf Zeit: drei Wochen ausprobieren, was später bleiben kann.
            Gemeinschaftsküche {quarter} | Abgenommene Küche zum Mieten, stundenweise für kleine Lebensmittelbetriebe.
                | Küche mit {few} Kochplätzen für Vereine, Kurse und Gründungen.
            Probenhaus {word} | Proberäume, kleiner Saal und Werkstatt für Bühnenbau.
            Markthalle {word} | Feste und wechselnde Stände für Erzeuger der Region, geöffnet freitags und samstags.
            Gewerbehof {house} | {few} kleine Betriebe auf einem Hof; Vorrang für Handwerk und Manufakturen.
            Lagergemeinschaft {house} | Geteilte Lagerflächen und ein Kühlraum für Höfe und Läden.
        """,
    ),
    _sort(
        "coop",
        13,
        ActorKind.COOPERATIVE,
        "eg:9 in_formation:1",
        "cooperation",
        "genossenschaftliche-beteiligung kooperative-wohnformen nahversorgung",
        "Energie, Gründung, Klimaschutz, Familien",
        names="""
            Wohngenossenschaft {word} | Gemeinschaftliches Wohnen mit {few} Wohnungen, Werkstatt und Gästezimmer.
                | Wohnprojekt für Jung und Alt {in_quarter}; ein Drittel der Wohnungen ist gefördert.
            Bürgerenergie {quarter} | Solaranlagen auf Dächern von Schulen und Kirchen, getragen von {count} Mitgliedern.
                | Genossenschaft für Strom und Wärme aus der Nachbarschaft, Anteile ab 100 Euro.
            Dorfladen {quarter} | Genossenschaftlich geführter Laden mit Post und Kaffeetisch, {count} Mitglieder.
                | Nahversorgung in eigener Hand: Brot, Milch, Zeitung, Paketannahme.
            Einkaufsgenossenschaft {word} | {few} Läden und Cafés kaufen gemeinsam bei Höfen der Region ein.
            Baugenossenschaft {word} | Umbau statt Abriss: kauft leer stehende Häuser und saniert sie mit den Mitgliedern.
            Handwerksgenossenschaft {word} | {few} Betriebe teilen Maschinen, Lager und eine gemeinsame Buchhaltung.
            Kreativgenossenschaft {word} | Gestaltung, Text und Film: Mitglieder arbeiten auf eigene Rechnung und teilen das Risiko.
            Gasthausgenossenschaft {quarter} | {count} Mitglieder haben das letzte Gasthaus {in_quarter} gerettet und wieder geöffnet.
            Seniorengenossenschaft {quarter} | Hilfe im Alltag gegen kleine Vergütung oder Zeitgutschrift.
            Weidegenossenschaft {farm} | Gemeinsame Weidetiere zur Pflege von Streuobstwiesen, Fleisch nur auf Vorbestellung.
        """,
    ),
    _sort(
        "social",
        13,
        ActorKind.SOCIAL_ENTERPRISE,
        "ggmbh:6 gug:2 ev:2",
        "sharing cooperation",
        "soziales-kaufhaus kleiderkammer",
        "Inklusion, Integration, Kreislaufwirtschaft, Ausbildungsbetrieb",
        charity=0.95,
        names="""
            Soziales Kaufhaus {word} | Möbel, Hausrat und Kleidung für kleines Geld; Abholung nach Termin.
                | Gebrauchtes für alle, Arbeit für {few} Menschen, die lange keine hatten.
            Gebrauchtwarenhaus {quarter} | Aufgearbeitete Möbel und geprüfte Elektrogeräte mit einem Jahr Gewähr.
            Möbelkammer {word} | Nimmt gut erhaltene Möbel an und gibt sie an Haushalte mit geringem Einkommen ab.
            Inklusionsbetrieb {word} | Wäscherei und Gartenpflege; die Hälfte der {few} Beschäftigten hat eine Behinderung.
            Beschäftigungswerkstatt {house}
                | Holz, Fahrrad und Textil: Ausbildung und Arbeit für Menschen auf dem Weg zurück in den Beruf.
            Kleiderkammer {quarter} | Kleidung für alle, die wenig haben. Annahme {weekdays}, {clock}.
            Kochwerkstatt {word} | Lehrküche für Geflüchtete, beliefert Veranstaltungen mit Speisen aus acht Ländern.
            Fahrradstation {word} | Bewachen, Warten, Vermieten; Ausbildung für Jugendliche mit Startschwierigkeiten.
            Nähatelier {word} | Frauen aus sieben Ländern nähen Auftragsarbeiten und qualifizieren sich weiter.
            Elektrorecycling {word} | Zerlegt Altgeräte von Hand, gewinnt Ersatzteile für Reparaturtreffs.
        """,
    ),
    _sort(
        "neighbourhood",
        17,
        ActorKind.ASSOCIATION,
        "ev:7 informal:3 verein_unregistered:1",
        "cooperation",
        "nachbarschaftshilfe freiwilligenagentur-ehrenamtsberatung social-dining",
        "Ehrenamt, Ältere Menschen, Familien, Integration",
        charity=0.7,
        names="""
            Nachbarschaftshilfe {quarter} | Einkaufen, Begleiten, Reparieren: rund {count} Menschen helfen einander.
                | Hilfe im Alltag {in_quarter}, vermittelt am Telefon {weekdays}.
            Stadtteiltreff {quarter} | Offener Treff mit Mittagstisch, Beratung und Kinderzimmer.
            Nachbarschaftshaus {house} | Ein Haus für Vereine, Kurse und Feste, getragen von {count} Mitgliedern.
                | Räume für alle {in_quarter}, mit Küche und Garten.
            Freiwilligentreff {quarter} | Vermittelt Engagement, berät Vereine und verleiht Werkzeug für Feste.
            Mittagstisch {quarter} | Gemeinsam kochen und essen, {weekdays} ab 12 Uhr, jeder zahlt, was geht.
                | Essen in Gesellschaft, Zutaten vom Fair-Teiler und vom Gemeinschaftsgarten.
            Tafelrunde {word} | Lange Tische, geteiltes Essen: fünfmal im Jahr auf einem anderen Platz.
            Quartiersverein {quarter} | Straßenfest, Baumscheiben und ein Newsletter für {count} Haushalte.
            Erzählcafé {quarter} | Geschichten aus dem Viertel, jeden {nth} {weekday} im Monat, mit Kuchen.
            Patenkreis {word} | Lesepatinnen und Ausbildungspaten für Jugendliche {in_quarter}.
            Begegnungscafé {word} | Sprachtandems, Behördenhilfe und Musik, offen {weekdays}, {clock}.
        """,
    ),
    _sort(
        "finance",
        5,
        ActorKind.INITIATIVE,
        "ev:3 informal:2",
        "cooperation regional_trade",
        "regionalgeld crowdfunding buergeranleihe regionalwert-ag",
        "Gründung, Klimaschutz",
        charity=0.4,
        names="""
            Regionalgeld {word} | Gutscheine, die in der Stadt bleiben: {few} Läden und Betriebe machen mit.
                | Regionale Zweitwährung im Verhältnis eins zu eins, Umtausch an vier Stellen.
            Bürgerfonds {quarter} | Kleine Zuschüsse bis 500 Euro, vergeben von einer ausgelosten Jury.
            Crowdfunding-Stammtisch {word} | Wer eine Kampagne plant, bekommt hier Rat von Leuten, die es schon getan haben.
            Bürgeraktie {word} | Beteiligung an Höfen und Verarbeitern der Region, Ausschüttung in Geld oder Ware.
            Stiftung {family} | Fördert Handwerk und Bildung {in_quarter}, Anträge bis Ende März und Ende September.
            Kleinkreditkreis {word} | Zinslose Darlehen bis 3.000 Euro unter Mitgliedern, für Gründungen und Anschaffungen.
        """,
    ),
    _sort(
        "platform",
        1,
        ActorKind.PLATFORM,
        "gmbh:1 ug:1",
        "regional_trade",
        "lokale-internet-plattform",
        "Online-Handel, Lieferdienst",
        names="""
            Online-Marktplatz {city}
                | Gemeinsamer Internet-Marktplatz der Läden, Höfe und Manufakturen der Stadt, mit Abholung und Lieferung am selben Tag.
        """,
        only_once=True,
    ),
    _sort(
        "platform",
        8,
        ActorKind.PLATFORM,
        "ug:3 ev:2 gbr:2 informal:1",
        "regional_trade sharing",
        "lokale-internet-plattform leihsystem-werkzeugverleih",
        "Online-Handel, Lieferdienst, Gründung",
        names="""
            Nachbarschaftsplattform {word} | Leihen, fragen, verschenken unter Nachbarn; {count} Konten {in_quarter}.
            Raumbörse {word} | Zeigt freie Räume, Säle und Werkstätten mit Preis und Kalender.
                | Vermittelt Räume auf Stunden und Tage, von der Küche bis zur Halle.
            Mitmach-Karte {word} | Karte der Orte des Teilens, Tauschens und Reparierens, gepflegt von Freiwilligen.
            Erzeugerbörse {word} | Läden und Küchen bestellen bei {few} Höfen, geliefert wird gesammelt.
            Maschinenring {word} | Online-Kalender für geteilte Maschinen von Werkstätten und Betrieben.
            Materialbörse {word} | Reststoffe von Betrieben für Werkstätten, Schulen und Kunst.
            Reparaturverzeichnis {word} | Verzeichnis von Reparaturbetrieben und Reparaturtreffs mit Öffnungszeiten.
            Ernteanzeiger {word} | Wo darf gepflückt werden? Karte freigegebener Obstbäume.
        """,
    ),
    _sort(
        "network",
        13,
        ActorKind.NETWORK,
        "informal:7 ev:3 verein_unregistered:1",
        "cooperation",
        "",
        "Klimaschutz, Ehrenamt, Kultur, Kreislaufwirtschaft",
        charity=0.2,
        names="""
            Netzwerk Urbane Produktion {word} | {few} Werkstätten und Manufakturen tauschen Aufträge, Maschinen und Erfahrung.
            Bündnis Kurze Wege {quarter} | Läden, Höfe und Initiativen werben gemeinsam für Einkauf in der Nähe.
            Runder Tisch Reparatur {word} | Reparaturtreffs und Betriebe stimmen Termine und Ersatzteile ab.
            Ernährungsrunde {quarter} | Höfe, Küchen und Initiativen planen gemeinsam, was auf den Tisch kommt.
            Händlergemeinschaft {quarter} | {few} inhabergeführte Läden mit gemeinsamen Aktionen und Adventskalender.
                | Gemeinschaft der Läden {in_quarter}: Lichterabend, Gutschein, Lieferrad.
            Klimarunde {quarter} | Bündnis aus Vereinen und Nachbarschaft für Schatten, Wasser und weniger Verkehr.
            Gartennetz {word} | Zusammenschluss von {few} Gemeinschaftsgärten: Saatgut, Erde, Versicherung.
            Quartiersrunde {quarter} | Vierteljährliches Treffen von Einrichtungen, Betrieben und Bewohnerschaft.
            Handwerkerrunde {quarter} | Stammtisch von {few} Betrieben, gemeinsame Lehrstellenwerbung.
            Erzeugergemeinschaft {word} | Höfe liefern gemeinsam an Läden und Kantinen und teilen sich den Kühltransport.
            Bündnis Gutes Leben {quarter} | Initiativen für Teilen, Tauschen und Reparieren sprechen mit einer Stimme.
            Kulturverbund {word} | Freie Häuser und Gruppen mit gemeinsamem Programm und Technikpool.
        """,
    ),
    _sort(
        "public",
        9,
        ActorKind.PUBLIC_BODY,
        "municipality:8 aoer:1",
        "cooperation",
        "",
        "Bildung, Klimaschutz, Leerstand",
        names="""
            Quartiersbüro {quarter} | Anlaufstelle der Stadt {in_quarter}: Verfügungsfonds, Räume, Beteiligung.
                | Büro für Anwohnerschaft und Gewerbe, Sprechzeit {weekdays}.
            Stadtbücherei, Zweigstelle {quarter} | Bücher, Saatgutbibliothek und Werkzeug zum Ausleihen.
            Abfallberatung, Stützpunkt {quarter} | Beratung zu Abfallvermeidung, Mehrweg und Reparatur; Annahme von Gebrauchtem.
            Klimaschutzstelle, Außenstelle {quarter} | Beratung zu Solarstrom, Gründächern und Fördermitteln des Landes.
            Grünflächenpflege, Bezirk {quarter} | Vergibt Baumscheiben und Flächen für Gemeinschaftsgärten.
            Marktverwaltung {quarter} | Vergibt Stände auf Wochenmarkt und Weihnachtsmarkt.
            Bezirksstelle {quarter} | Bürgerservice und Geschäftsstelle der Bezirksvertretung.
        """,
    ),
    _sort(
        "school",
        13,
        ActorKind.EDUCATION_RESEARCH,
        "municipality:4 ev:3 ggmbh:2",
        "cooperation",
        "",
        "Bildung, Jugend, Ehrenamt",
        charity=0.4,
        names="""
            Gesamtschule {at_street} | Gesamtschule mit Schulgarten, Fahrradwerkstatt und Schülerfirma.
            Berufskolleg {at_street} | Ausbildung in Holz, Metall und Ernährung; Werkstätten stehen Kooperationen offen.
            Grundschule {at_street} | Grundschule mit Bienenstock und Saatguttausch im Frühjahr.
            Schülerfirma {word} | Jugendliche verkaufen faire Pausenbrote und führen ihre Bücher selbst.
                | Schülergenossenschaft: repariert Räder und vermietet Geschirr für Schulfeste.
            Umweltbildung {farm} | Lernort mit Garten, Werkstatt und Küche; Gruppen nach Anmeldung.
            Bildungswerkstatt {word} | Kurse zu Reparatur, Konsum und Klima für Schulen und Betriebe.
            Forschungsgruppe Stadtproduktion {word} | Untersucht kleine Produktion in der Stadt, begleitet Versuche vor Ort.
            Nähschule {word} | Kurse vom ersten Knopf bis zum Mantel, auch als Umschulung.
            Lernwerkstatt {house} | Technik zum Anfassen für Kinder ab acht Jahren.
            Sprachschule {word} | Deutschkurse mit Werkstattpraxis in Betrieben der Stadt.
        """,
    ),
    _sort(
        "single",
        7,
        ActorKind.INDIVIDUAL,
        "freelance:5 private_person:4",
        "cooperation production",
        "selbermachen-prosuming",
        "Gründung, Kultur, Bildung",
        names="""
            Atelier {given} {family} | Keramik und Zeichnung, offenes Atelier nach Absprache.
            {given} {family}, Permakultur | Beratung und Kurse für Gärten, Höfe und Schulgelände.
            {given} {family}, Moderation | Begleitet Gruppen, Vereine und Genossenschaften bei Entscheidungen.
            {given} {family}, Spielmobil | Spielmobil für Feste und Ferien, mit selbst gebauten Großspielen.
            {given} {family}, Reparaturkurse | Kurse für Löten, Nähen und Fahrradtechnik in Schulen und Treffs.
            {given} {family}, Stadtführungen | Rundgänge zu Orten des Teilens und zu Werkstätten in Hinterhöfen.
            {given} {family}, Kräuterwanderungen | Wildkräuter kennenlernen, sammeln und kochen, März bis Oktober.
        """,
    ),
    _sort(
        "service",
        13,
        ActorKind.ENTERPRISE,
        "freelance:4 gbr:3 ug:2 partg:1 gmbh:2",
        "regional_trade",
        "",
        "Gründung, Bildung, Online-Handel, Energie",
        names="""
            Büro für Gemeinwohlbilanz {family} | Begleitet Betriebe und Vereine bei Gemeinwohl- und Nachhaltigkeitsberichten.
            Grafikbüro {word} | Gestaltung für Initiativen, Läden und Kultur, mit Sozialtarif.
                | Logos, Karten, Leitsysteme; druckt, wo es geht, in der Stadt.
            Planungsbüro {family} | Umbau, Umnutzung und Brandschutz für kleine Werkstätten und Treffs.
            Webwerkstatt {word} | Webseiten ohne Datensammeln, Schulung inbegriffen.
                | Freie Software für Vereine und Läden, Wartung zum Festpreis.
            Energieberatung {family} | Beratung für Betriebe und Vereinsheime, vom Heizungstausch bis zum Mieterstrom.
            Filmbüro {word} | Kurze Filme über Menschen und Betriebe der Region.
            Steuerbüro {family} | Buchhaltung für Vereine, Genossenschaften und Gründungen.
            Übersetzungsbüro {family} | Texte, Behördengänge, Veranstaltungen in neun Sprachen.
            Veranstaltungstechnik {word} | Licht, Ton und Bühnen mit Ökostrom, Verleih an Vereine zum halben Preis.
            Architekturwerkstatt {word} | Bauen im Bestand, Lehm und Holz, Beratung für Wohnprojekte.
            Textbüro {word} | Texte, Förderanträge und Pressearbeit für kleine Organisationen.
        """,
    ),
    _sort(
        "culture",
        9,
        ActorKind.ASSOCIATION,
        "ev:6 informal:3 gbr:1",
        "cooperation",
        "gemeinsame-raeume-coworking",
        "Kultur, Jugend, Leerstand, Ehrenamt",
        charity=0.5,
        names="""
            Theaterwerkstatt {word} | Freies Theater mit Jugendclub; eigene Werkstatt für Bühnenbau.
            Stadtteilzeitung {quarter} | Erscheint viermal im Jahr, verteilt an {count} Haushalte und Läden.
            Bürgerfunk {word} | Sendungen aus der Nachbarschaft, Technikkurse für Einsteigende.
            Leerstandsgalerie {at_street} | Wechselnde Ausstellungen in leeren Läden, getragen von {few} Kunstschaffenden.
            Wanderkino {word} | Filme an Orten, die kein Kino sind: Höfe, Hallen, Gärten.
            Chor {word} | Offener Chor {in_quarter}, Proben {weekdays}; singt auf Straßenfesten.
            Zirkusschule {word} | Zirkus für Kinder und Jugendliche, sucht Hallen in den Wintermonaten.
            Musikwerkstatt {word} | Instrumente leihen, lernen, reparieren; Bandräume stundenweise.
        """,
    ),
    _sort(
        "energy",
        7,
        ActorKind.INITIATIVE,
        "informal:5 ev:3 gbr:1",
        "cooperation",
        "gemeinschaftlich-genutzte-geraete",
        "Energie, Klimaschutz, Ehrenamt",
        charity=0.2,
        names="""
            Balkonsolar-Gruppe {quarter} | Sammelbestellung, Beratung und Hilfe beim Anschrauben kleiner Solaranlagen.
                | Messgeräte zum Ausleihen und Beratung am {nth} {weekday} im Monat.
            Solarinitiative {quarter} | Sucht Dächer, findet Leute, rechnet vor: {few} Anlagen sind schon am Netz.
            Stromspar-Treff {quarter} | Rat beim Stromsparen für Haushalte mit wenig Geld, von Ehrenamtlichen.
            Wärmerunde {quarter} | Hausgemeinschaften planen gemeinsam den Umstieg von Gas auf Nahwärme.
            Energietreff {word} | Offener Abend zu Photovoltaik, Speicher und Mieterstrom, {weekdays}.
            Thermokamera-Verleih {word} | Wärmebildkamera mit Einweisung, von November bis März.
        """,
    ),
)
