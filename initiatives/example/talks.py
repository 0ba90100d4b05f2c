"""What the office talks about with which sort of actor, in the words of its notes.

A block is one talk: topics, need ("-" for none), note (one line or several), possible outcomes, the task if one is promised.
After "~" stands whom the talk fits: a part of the name, "@" and a sort, or "=" and a legal form. Words in braces are filled in by
`initiatives.example.work`; {a_venue} is another actor of the sort "venue".
"""

from dataclasses import dataclass

from initiatives.choices import Channel, Outcome


@dataclass(frozen=True)
class Talk:
    """One matter: for whom, about what, and what may come of it."""

    group: str
    topics: tuple[str, ...]
    fits: tuple[str, ...]
    need: str
    note: str
    outcomes: tuple[str, ...]
    task: str

    def is_for(self, name: str, sort: str, legal_form: str) -> bool:
        """Whether the talk fits an actor."""
        return not self.fits or any(mark in (f"@{sort}", f"={legal_form}") or mark in name for mark in self.fits)


# Actors that a talk asks for more closely than by their sort: by a part of the name.
NAMED = {
    "traders": ("Händlergemeinschaft", "Bündnis Kurze Wege"),
    "market": ("Online-Marktplatz",),
    "material": ("Materialbörse",),
    "rooms": ("Raumbörse",),
    "kitchen": ("Gemeinschaftsküche", "Kulturwerkstatt"),
    "dishes": ("Geschirrverleih",),
    "courier": ("Lastenradkurier", "Radlogistik"),
    "studio": ("Atelierhaus",),
    "desk": ("Coworking", "Gemeinschaftsbüro"),
    "paper": ("Stadtteilzeitung",),
    "class": ("Gesamtschule", "Berufskolleg"),
    "wood": ("Holzwerkstatt", "Werkstatthaus"),
    "bikehelp": ("Fahrrad-Selbsthilfe", "Radwerkstatt", "Fahrradstation"),
    "planner": ("Planungsbüro", "Architekturwerkstatt"),
    "tax": ("Steuerbüro",),
    "design": ("Grafikbüro",),
    "web": ("Webwerkstatt",),
    "translation": ("Übersetzungsbüro",),
    "energyadvice": ("Energieberatung",),
    "logistics": ("Lagergemeinschaft", "Gewerbehof"),
}
# Who earns a living with it gets the talks for businesses, all others those for civic groups.
AUDIENCES = dict.fromkeys(("direct", "food", "craft", "shop", "gastro", "service", "platform", "venue", "coop"), "business")


def _blocks(group: str, text: str) -> tuple[Talk, ...]:
    talks = []
    for block in text.strip().split("\n\n"):
        head, need, *note, outcomes, task = (line.strip() for line in block.strip().splitlines())
        topics, _mark, fits = head.partition(" ~ ")
        fitting = tuple(part.strip() for part in fits.split("|") if part)
        words = need if need != "-" else "", " ".join(note)
        talks.append(Talk(group, tuple(topics.split()), fitting, *words, tuple(outcomes.split()), task))
    return tuple(talks)


_TEXTS = {
    "repair": """
        premises
        Raum für Reparaturabende, ca. {square} m², mit Strom und Wasser, ab {month}
        Gemeindesaal wird umgebaut und fällt ab {month} aus. Brauchen einen Raum mit festem Schrank, einmal im Monat.
        need_recorded task
        Freie Räume {in_quarter} für die Reparaturabende durchgehen

        staff
        Zwei bis drei Leute mit Kenntnissen in Elektrotechnik
        Elektroecke läuft über, Warteliste bis 20 Uhr. {number} Helfende, aber nur einer mit Elektroausbildung.
        need_recorded introduced
        Beim Berufskolleg nach Freiwilligen für die Elektroecke fragen

        legal_form
        -
        Versicherung verlangt einen Träger. Verein gründen oder unter das Dach eines anderen? Haftung bei Elektrogeräten erklärt,
        Mustererklärung für Gäste mitgegeben.
        informed referred
        Muster der Haftungserklärung schicken

        networking
        Regelmäßiger Austausch mit anderen Reparaturtreffs
        Will Ersatzteile und Messgeräte mit anderen teilen. {a_repair} hätte ein Prüfgerät übrig.
        introduced
        Nachfragen, ob die Übergabe des Prüfgeräts geklappt hat

        marketing
        -
        Kaum noch Gäste unter 30. Idee: Termin im Semesterkalender und Aushang in der Bibliothek. Plakatvorlage vom Land gezeigt.
        informed solved
        Druck von {many} Plakaten klären

        funding
        Werkzeug und Prüfgerät, ca. {euro} €
        Prüfgerät nach Norm fehlt, ohne das kein Kabel geöffnet werden soll. Kosten rund {euro} €.
        funding_pointed
        Antragsformular für den Verfügungsfonds schicken

        event
        -
        Machen beim Reparaturtag im {month} mit, brauchen {number} Tische und Strom. Standplan kommt vom Marktamt.
        informed task
        Standplatz und Strom für den Reparaturtag anmelden

        sustainability
        -
        Führen seit {last_month} eine Liste der reparierten Dinge. Zahlen dürfen wir im Bericht verwenden, ohne Namen.
        informed solved
        Liste der Reparaturen für den Jahresbericht anfordern

        logistics
        -
        Ersatzteile bestellt jeder einzeln, Versand frisst die Spenden auf. Sammelbestellung mit {a_repair} vorgeschlagen.
        introduced open
        Fragen, ob die Sammelbestellung klappt

        other
        -
        Gast hat sich über Wartezeit beschwert. Nummern zum Ziehen und ein Tisch für schnelle Fälle als Ausweg.
        solved informed
        Beim nächsten Termin vorbeischauen
    """,
    "workshop": """
        premises
        Werkstattfläche {much_square} m², Erdgeschoss, Starkstrom, ab {later_month}
        Vermieter meldet Eigenbedarf an, Frist bis {later_month}. Schwere Geräte, Boden muss das tragen.
        need_recorded task
        Leerstandsliste nach Hallen mit Starkstrom durchsehen

        permits
        -
        Bauaufsicht fragt nach zweitem Rettungsweg. Bisher nur als Lager genehmigt, Nutzungsänderung nötig.
        Kontakt zu {a_planner} genannt.
        introduced referred
        Termin mit der Bauaufsicht vereinbaren

        funding ~ Holz|Werkstatthaus|Metall
        Absauganlage, ca. {much_euro} €
        Absaugung ist zu schwach, Berufsgenossenschaft hat gemahnt. Eigenmittel etwa ein Drittel.
        funding_pointed task
        Förderaufrufe für Vereine mit Geräteanschaffung prüfen

        staff
        Anleitung für offene Abende, zwei Personen
        Offene Abende hängen an {number} Leuten, alle berufstätig. Übungsleiterpauschale erklärt.
        informed need_recorded
        Merkblatt zur Übungsleiterpauschale schicken

        networking ~ Holz|Werkstatthaus
        -
        Möchte Restholz abnehmen statt kaufen. {a_craft} wirft jede Woche zwei Kisten weg, beide kannten sich nicht.
        introduced
        Fragen, ob die Restholzabholung läuft

        strategy
        -
        {many} Mitglieder, für die Miete müsste es ein Drittel mehr sein. Firmenkurse als zweites Bein besprochen.
        informed open
        Preisliste für Firmenkurse gegenlesen

        digital ~ Maker|Holz|Metall|Werkstatthaus|Sieb
        -
        Buchung der Geräte läuft noch über Zettel an der Tür. Freies Buchungsprogramm gezeigt, probieren es bis {month} aus.
        informed solved
        Nach Erfahrungen mit der Gerätebuchung fragen

        networking
        -
        Schulklassen fragen an, Betreuung fehlt vormittags. {a_class} hätte eine Lehrkraft, die selbst mitmacht.
        introduced
        Nach dem ersten Schultermin fragen

        event
        -
        Tag der offenen Tür am {day}, Vorführungen in halbstündigem Takt. Wunsch: Ankündigung in {a_paper}.
        introduced task
        Ankündigung an die Redaktion geben
    """,
    "farm": """
        premises
        Abholstelle {in_quarter}, kühl, etwa 6 m², ab {month}
        Abholstelle im Laden fällt weg. {many} Anteile müssen freitags irgendwo kühl stehen, Zugang bis 20 Uhr.
        need_recorded task
        Keller und Garagen als Abholstelle anfragen

        logistics
        Kühlanhänger oder Fahrt mit anderen, freitags
        Fährt mit privatem Kombi zweimal. Gemeinsame Tour mit {a_courier} wäre möglich, Preis noch offen.
        introduced open
        Preis der Freitagstour nachfragen

        marketing
        -
        Noch {number} Anteile frei für das neue Jahr. Text für Newsletter und Aushang abgestimmt.
        task informed
        Aufruf für freie Ernteanteile in den Newsletter setzen

        premises
        Acker, mindestens ein Hektar, Pacht ab {later_month}
        Pachtvertrag nur noch ein Jahr. Liegenschaftsamt hat keine Flächen in der Liste, Kirche eventuell.
        referred need_recorded
        Beim Liegenschaftsamt nach Pachtflächen fragen

        legal_form
        -
        Verein oder Genossenschaft? Rund {many} Haushalte, Flächenkauf geplant. Prüfungsverband nennt Kosten der Gründung.
        informed referred
        Kontakt zum Prüfungsverband heraussuchen

        sales
        Abnehmer für Übermengen im Sommer
        Zucchini und Salat bleiben im {month} übrig. {a_gastro} nimmt Kisten auf Zuruf.
        introduced solved
        Fragen, ob die Übermengen Abnehmer gefunden haben

        event
        -
        Hoffest am {day}, möchten Initiativen einladen. Verteiler angeboten, Einladung schicken wir mit.
        task informed
        Einladung zum Hoffest an den Verteiler geben

        permits
        -
        Folientunnel steht im Außenbereich, Bauamt fragt nach. Privilegierung als Betrieb ist zu belegen.
        referred open
        Ansprechperson im Bauamt nennen

        staff
        Praktikum oder Freiwilligendienst, ab {month}
        Erntezeit kaum zu schaffen. Anerkennung als Einsatzstelle dauert drei Monate.
        informed need_recorded
        Unterlagen zur Einsatzstelle schicken

        funding
        Bewässerung, ca. {much_euro} €
        Zweiter trockener Sommer. Direktkredite von Mitgliedern decken die Hälfte.
        funding_pointed
        Förderung für Bewässerung prüfen
    """,
    "garden": """
        premises ~ garten |Gartenbande|Hochbeete
        Fläche für Hochbeete, ca. {square} m², sonnig, mit Wasser, ab {month}
        Grundstück soll bebaut werden. Beete sind mobil, können umziehen. Wunsch: Nähe zur Grundschule.
        need_recorded task
        Grünflächenamt nach Ersatzfläche fragen

        permits ~ garten |Gartenbande|Hochbeete|Obstwiese
        -
        Nutzungsvereinbarung mit der Stadt läuft aus. Verlängerung um zwei Jahre zugesagt, Schriftform fehlt noch.
        task open
        Verlängerung der Nutzungsvereinbarung anmahnen

        funding ~ garten |Gartenbande|Hochbeete|Kräuter
        Regenwassertank und Werkzeug, ca. {euro} €
        Leitungswasser zu teuer, Tank mit 1.000 l geplant. Bis 1.500 € über den Verfügungsfonds möglich.
        funding_pointed
        Antrag auf den Verfügungsfonds gemeinsam durchgehen

        networking ~ garten |Gartenbande|Hochbeete|Kräuter
        -
        Sucht Erde und Kompost. {a_garden} hat Überschuss, Transport mit Lastenrad.
        introduced solved
        Nachfragen, ob die Erde angekommen ist

        staff ~ garten |Gartenbande|Hochbeete|Kräuter
        Gießdienst für die Sommerferien, {number} Personen
        Kerngruppe geschrumpft, einige weggezogen. Aushang beim Treff und in der Schule verabredet.
        need_recorded informed
        Aushang für den Gießdienst entwerfen

        event
        -
        Saatguttausch am {day}. Brauchen Pavillon und Bänke, Verein hat keine.
        introduced task
        Pavillon und {number} Bänke organisieren

        other ~ garten |Gartenbande|Hochbeete
        -
        Ärger mit Nachbarn wegen Grillfesten. Vermittelndes Gespräch vorgeschlagen, beide Seiten einverstanden.
        task open
        Gespräch mit Nachbarschaft vorbereiten

        sustainability
        -
        Möchten torffreie Erde gemeinsam mit anderen Gärten bestellen. Menge etwa acht Kubikmeter.
        informed introduced
        Sammelbestellung Erde bei den Gärten abfragen

        other ~ Bienen
        -
        Bienenkästen umgestoßen, vermutlich nachts. Anzeige erstattet, Versicherung zahlt nicht. Zaun wird diskutiert.
        open informed
        Nach dem Zaun fragen

        networking ~ Bienen|Obst|Saatgut|Kräuter
        -
        Will Wissen weitergeben: {number} Termine im Jahr, offen für alle. Kursort {a_kitchen} angefragt.
        introduced task
        Termine in den Kalender übernehmen

        sales ~ Bienen|Obst|Kräuter
        -
        Mehr Ernte als Mitglieder. Verkauf kleiner Mengen im {a_shop} auf Spendenbasis, steuerlich unkritisch.
        introduced informed
        Nachhören, ob der Verkauf gut läuft
    """,
    "direct": """
        sales
        Verkaufsplatz in der Innenstadt, ein Tag in der Woche
        Wochenmarkt ist voll, Warteliste. Regal in {a_shop} wäre Alternative, Provision 20 %.
        introduced need_recorded
        Fragen, ob das Regal zustande gekommen ist

        logistics
        Gemeinsame Lieferung in die Stadt, zweimal je Woche
        Fährt für {number} Kunden jedes Mal selbst. Bündelung mit anderen Höfen würde sich ab {many} Kisten lohnen.
        need_recorded task
        Höfe mit Stadtkundschaft nach Liefertagen abfragen

        premises ~ Hofladen|Milchhof|Ziegen|Obst|Kartoffel|Gärtnerei|Schäferei
        Kühlraum {square} m², Anfahrt mit Transporter, ab {month}
        Kühlkapazität reicht nur bis zur Ernte. Anteil an einem gemeinsamen Kühlraum denkbar.
        need_recorded open
        Kühlflächen im Gewerbehof anfragen

        succession ~ Hofladen|Milchhof|Obst|Kartoffel|Gärtnerei|Schäferei
        -
        Betrieb soll in fünf Jahren abgegeben werden, Kinder nicht interessiert. Hofbörse der Kammer erklärt.
        informed referred
        Unterlagen der Hofbörse besorgen

        permits ~ Hofladen|Milchhof|Kartoffel|Imkerei|Obst
        -
        Verkaufsautomat an der Straße: Sondernutzung nötig, wenn er auf dem Gehweg steht. Auf eigenem Grund frei.
        informed solved
        Auskunft des Ordnungsamts schriftlich geben lassen

        marketing ~ Hofladen|Milchhof|Obst|Kartoffel|Blumen|Gärtnerei
        -
        Schild an der Landstraße fehlt, viele fahren vorbei. Für die Karte der Hofläden Fotos zugesagt.
        task informed
        Fotos für die Hofladenkarte abholen

        digital
        -
        Will Vorbestellung im Netz anbieten. Beispiel {a_market} angesehen, Gebühr schreckt etwas ab.
        informed introduced
        Gebührenmodell der Plattform erfragen

        event ~ @food|@craft|@direct|@shop
        -
        Stand auf dem Weihnachtsmarkt: Hütte teilen mit {a_food}, je zwei Wochenenden.
        introduced task
        Hüttenteilung mit dem Marktamt absprechen

        networking
        -
        Will nicht mehr allein werben. {a_direct} und {a_farm} denken ähnlich, gemeinsame Hofrunde im {month}.
        introduced
        Einladung zur Hofrunde abstimmen

        sales
        Feste Abnehmer in der Gastronomie
        Preise im Handel decken die Kosten nicht. {a_gastro} zahlt mehr, will aber jede Woche sicher beliefert werden.
        introduced open
        Rückmeldung beider Seiten einholen
    """,
    "food": """
        premises ~ Marmelade|Nudel|Ferment|Eis|Senf|Tofu|Schokolade|Brot
        Produktionsküche ca. {square} m², abgenommen, ab {month}
        Mietküche nur zweimal die Woche frei, Nachfrage steigt. Fettabscheider ist das teuerste Teil.
        need_recorded task
        Leer stehende Bäckereien und Metzgereien durchsehen

        permits
        -
        Veterinäramt verlangt getrennte Handwaschbecken. Umbau kostet {euro} €, Frist vier Wochen.
        referred open
        Rücksprache mit dem Veterinäramt wegen der Frist

        sales
        Regalplätze in {number} Läden der Stadt
        Verkauft bisher nur auf Märkten. {a_shop} nimmt Ware auf Kommission, Muster am {day}.
        introduced
        Nachfragen, wie der Kommissionsverkauf läuft

        funding ~ Brau|Saft|Most|Essig|Öl
        Abfüllanlage, ca. {much_euro} €
        Flaschen werden von Hand gefüllt. Bank finanziert die Hälfte, Rest offen. Kein Beginn vor Bescheid!
        funding_pointed task
        Förderfähigkeit der Abfüllanlage klären

        sales ~ Senf|Marmelade|Nudel|Brot|Most|Ferment|Essig|Öl|Saft|Eis|Käserei
        Rohware aus der Region, wöchentlich etwa {many} kg
        Kauft beim Großhandel, obwohl Höfe in der Nähe liefern könnten. {a_direct} hat passende Mengen.
        introduced solved
        Bei beiden nachhören, ob die Lieferung passt

        start_up
        -
        Nebenerwerb seit einem Jahr, will ab {later_month} hauptberuflich. Gründungszuschuss und Businessplan besprochen.
        informed funding_pointed
        Businessplan gegenlesen

        staff
        Aushilfe für die Saison, 10 Stunden
        Von Oktober bis Dezember ist die Arbeit nicht zu schaffen. Minijob oder Werkstudium, Merkblatt mitgegeben.
        informed need_recorded
        Aushang im Studierendenwerk veranlassen

        logistics ~ Senf|Marmelade|Ferment|Saft|Essig|Öl|Eis
        -
        Pfandgläser kommen schmutzig zurück. Gemeinsame Spülküche mit anderen wäre wirtschaftlich ab 2.000 Gläsern im Monat.
        open need_recorded
        Bedarf an Spülküche bei den Manufakturen abfragen

        event
        -
        Weihnachtsmarkt: möchte eine Hütte für zehn Tage, nicht für vier Wochen. Wechselhütte erklärt.
        informed task
        Für die Wechselhütte vormerken

        marketing
        -
        Etikett muss neu: Zutatenliste und Nährwerte fehlen. Muster gezeigt, Gestaltung vielleicht durch {a_design}.
        introduced informed
        Nach dem neuen Etikett fragen

        legal_form ~ =gbr|=in_formation|=sole_unregistered
        -
        Haftung macht Sorgen, seit größere Läden bestellen. UG oder Genossenschaft mit anderen, Kosten verglichen.
        informed referred
        Unterlagen zur Rechtsform schicken

        digital
        -
        Verkauf im Netz über {a_market} bringt {number} Bestellungen die Woche. Versand nur im Karton, Pfand ungeklärt.
        informed open
        Pfandlösung beim Marktplatz erfragen
    """,
    "craft": """
        premises
        Werkstatt {square} bis {much_square} m², Erdgeschoss, Lieferzufahrt, ab {later_month}
        Mietvertrag wird nicht verlängert, Haus soll Wohnungen werden. Lärm erlaubt nur werktags.
        need_recorded task
        Gewerbehöfe nach Werkstattflächen fragen

        succession
        -
        Inhaberschaft geht in drei Jahren in Rente, {number} Beschäftigte. Geselle hat Interesse, aber kein Kapital.
        Nachfolgeberatung der Kammer empfohlen.
        referred informed
        Termin mit der Nachfolgeberatung vermitteln

        staff ~ Tischlerei|Metallbau|Druckerei|Buchbinderei|Polsterei|Elektro|Schuhmacherei|Möbel|Maßschneiderei
        Auszubildende oder Auszubildender zum {later_month}
        Zwei Jahre keine Bewerbung. Praktikum über {a_class} vorgeschlagen, Werkstattbesuch mit Klasse 9.
        introduced need_recorded
        Werkstattbesuch mit der Schule abstimmen

        sales
        -
        Kundschaft kommt vor allem über Empfehlung. Gemeinsamer Auftritt mit {a_shop} im Schaufenster verabredet.
        introduced solved
        Schaufenster ansehen

        sustainability ~ Tischlerei|Möbel|Drechslerei|Stuhl|Instrumentenbau
        -
        Holzreste gehen in den Container, 200 € im Monat. {a_wood} nimmt Platten ab 30 cm.
        introduced
        Fragen, ob die Abholung der Reste klappt

        networking
        Maschine zum Mitnutzen, etwa einen Tag im Monat
        Anschaffung lohnt nicht. Betrieb mit passender Maschine gesucht, Versicherung ist zu klären.
        need_recorded introduced
        Im Netzwerk nach einer freien Maschine fragen

        digital
        -
        Webseite von 2012, auf dem Telefon kaum lesbar. Förderung für Digitalisierung nur ab drei Beschäftigten.
        informed funding_pointed
        Liste von Webbüros der Stadt schicken

        funding ~ Tischlerei|Metallbau|Druckerei|Polsterei|Möbel|Glas|Töpferei
        Neue Heizung der Werkstatt, ca. {much_euro} €
        Ölkessel von 1994. Vor dem Antrag ist eine Energieberatung nötig, {a_energyadvice} genannt.
        introduced funding_pointed
        Förderbedingungen für den Heizungstausch schicken

        marketing
        -
        Macht beim Tag der offenen Werkstätten mit. Text und zwei Bilder bis {day} zugesagt.
        task informed
        Text und Bilder für den Werkstatttag abholen

        event
        -
        Stand auf dem Kunsthandwerkermarkt am {day}. Gemeinsamer Stand mit {a_craft} spart die halbe Gebühr.
        introduced solved
        Nachfragen, wie der Markt gelaufen ist

        legal_form ~ =gbr|=sole_unregistered|=sole_registered
        -
        Will eine zweite Person aufnehmen. GbR oder GmbH, Gewährleistung und Altersvorsorge durchgesprochen.
        informed referred
        Kontakt zur Rechtsberatung der Kammer schicken

        other
        -
        Beschwerde wegen Lärm aus der Nachbarschaft. Messung liegt unter dem Grenzwert, Gespräch trotzdem sinnvoll.
        informed open
        Gespräch mit der Hausverwaltung anbieten
    """,
    "shop": """
        premises
        Ladenlokal {square} bis {much_square} m² in Lauflage, Miete bis 12 €/m², ab {later_month}
        Staffelmiete steigt im {month} wieder. Würde umziehen, aber nicht aus {quarter} weg.
        need_recorded task
        Leerstände {in_quarter} zusammenstellen

        logistics
        Lieferung am selben Tag im Stadtgebiet
        Kundschaft fragt nach Lieferung, eigenes Rad lohnt nicht. Angebot von {a_courier} weitergegeben.
        introduced
        Fragen, ob die Lieferung genutzt wird

        digital
        -
        Warenwirtschaft und Online-Verkauf passen nicht zusammen. {a_market} hat eine Schnittstelle, Vorführung am {day}.
        introduced informed
        Bericht von der Vorführung einholen

        sales ~ Regionalladen|Unverpackt|Feinkost|Biomarkt|Hofregal|Weltladen|Teeladen
        Erzeuger für ein Regionalregal, {number} Plätze frei
        Will Regal mit Ware aus der Umgebung. {a_direct} und {a_food} als erste genannt.
        introduced need_recorded
        Weitere Erzeuger für das Regionalregal ansprechen

        event
        -
        Lichterabend am {day}: neun Läden sicher, Straßensperrung noch nicht beantragt.
        task referred
        Straßensperrung für den Lichterabend beantragen

        succession
        -
        Sucht Nachfolge, am liebsten als Genossenschaft der Kundschaft. Beispiel {a_coop} besuchen.
        introduced informed
        Besuch bei der Genossenschaft vereinbaren

        crisis
        -
        Umsatz seit der Baustelle um ein Viertel zurück. Entschädigung nur bei Vollsperrung; Schild „Läden erreichbar“ beantragt.
        task referred
        Hinweisschilder beim Straßenbau anmahnen

        marketing ~ Buch|Spielzeug|Papier|Mode|Haushalt|Blumen|Teeladen|Wollladen|Feinkost
        -
        Gutschein der Händlergemeinschaft läuft gut, {many} Stück im {last_month}. Fragt nach Druckkostenzuschuss.
        funding_pointed not_solvable
        Druckkostenzuschuss im Budget prüfen

        sustainability ~ Unverpackt|Feinkost|Biomarkt|Regionalladen
        -
        Will Mehrwegboxen einführen. Vier Systeme verglichen, Rücknahme im Nachbarladen wäre wichtig.
        informed open
        Nachbarläden nach Mehrweg fragen

        staff
        Ausbildungsplatz Einzelhandel besetzen, zum {later_month}
        Bewerbungen bleiben aus. Probetag mit {a_class} abgesprochen, dazu Anzeige in {a_paper}.
        introduced need_recorded
        Nach dem Probetag fragen

        networking
        -
        Würde gern mit den Läden der Straße auftreten. {a_traders} nimmt neue Mitglieder auf.
        introduced
        Fragen, ob der Beitritt geklappt hat

        premises
        -
        Könnte das zweite Schaufenster abgeben, {square} m² dahinter sind frei. Ideal für eine Manufaktur.
        informed task
        Fläche in die Leerstandsliste aufnehmen
    """,
    "gastro": """
        sales
        Gemüse aus der Region, wöchentlich {many} kg
        Großhändler liefert billig, aber anonym. {a_farm} hätte Übermengen, Lieferung dienstags.
        introduced
        Nachhören, ob die Dienstagslieferung läuft

        permits
        -
        Außengastronomie auf zwei Parkplätzen, Antrag liegt seit {last_month}. Ordnungsamt nennt keine Frist.
        referred task
        Stand des Antrags beim Ordnungsamt erfragen

        staff
        Servicekraft, 20 Stunden, ab {month}
        Öffnet wegen fehlender Leute nur noch an fünf Tagen. Kontakt zu {a_social} wegen Qualifizierung.
        introduced need_recorded
        Rückmeldung zur Vermittlung einholen

        sustainability
        -
        Mehrwegpflicht sorgt für Unsicherheit. Ausnahme für kleine Betriebe erklärt, Poolsystem trotzdem gewünscht.
        informed solved
        Kontakte der Mehrwegsysteme schicken

        premises ~ Café|Backstube|Bistro
        Küche mit Abluft, ca. {square} m², zur Mitnutzung nachts
        Kuchenproduktion braucht Platz. Eventuell {a_kitchen}, dort vormittags belegt.
        introduced need_recorded
        Freie Zeiten der Küche erfragen

        networking
        -
        Überschüsse am Abend: Übergabe an {a_sharing} abgesprochen, täglich außer sonntags.
        introduced solved
        Nach den ersten Abholungen fragen

        event
        -
        Tafel im Freien im {month} geplant, {many} Plätze. Anmeldung, Toiletten, Strom besprochen.
        informed task
        Checkliste für Veranstaltungen im Freien schicken

        succession
        -
        Pacht endet im {later_month}, Nachfolge gesucht. Drei Interessierte, keiner mit Eigenkapital.
        informed referred
        Kontakt zur Gründungsberatung herstellen

        marketing
        -
        Regionale Gerichte sollen auf der Karte erkennbar sein. Herkunft je Hof nennen, Vorlage mitgegeben.
        solved informed
        Neue Karte ansehen
    """,
    "sharing": """
        premises
        Standort für einen Kühlschrank, überdacht, Strom, {in_quarter}
        Alter Standort gekündigt wegen Hausverkauf. Täglich {number} Abholungen, Zugang auch abends.
        need_recorded introduced
        Treffs {in_quarter} nach einem überdachten Platz fragen

        permits
        -
        Lebensmittelüberwachung war da: Putzplan aushängen, kein Hackfleisch, keine Eier ohne Kühlung. Sonst in Ordnung.
        informed solved
        Muster für den Putzplan schicken

        networking
        Weitere Läden, die Lebensmittel abgeben
        Samstags bleiben Körbe leer. {a_shop} und {a_gastro} wären bereit.
        introduced
        Nachfragen, ob die Samstagsabholung läuft

        staff
        Abholerinnen und Abholer für Vormittage
        {number} neue Leute eingearbeitet, vormittags fehlt trotzdem jemand. Aufruf im Freiwilligentreff.
        need_recorded informed
        Aufruf an die Freiwilligenvermittlung geben

        funding
        Gebrauchter Kühlschrank und Lastenanhänger, ca. {euro} €
        Gerät zieht zu viel Strom. Stromsparprogramm zahlt nur an Haushalte, nicht an Gruppen.
        not_solvable funding_pointed
        Stiftungen mit kleinen Zuschüssen heraussuchen

        event
        -
        Schnippelabend am {day} im Treff, Küche für {many} Personen reicht gerade. Plakat steht.
        informed solved
        Schnippelabend im Kalender eintragen

        marketing
        -
        Viele trauen sich nicht. Neue Schilder in sechs Sprachen, Übersetzung durch {a_translation}.
        introduced solved
        Schilder ansehen

        other
        -
        Verschmutzung am Fair-Teiler, Beschwerde der Hausverwaltung. Putzdienst verdoppelt, Aushang erneuert.
        solved open
        Bei der Hausverwaltung nachhören
    """,
    "exchange": """
        marketing
        -
        {many} Mitglieder, kaum jemand unter 50. Vorstellung beim Erstsemestertag und bei Quartiersrunde verabredet.
        informed task
        Platz auf der Tagesordnung der Quartiersrunde sichern

        digital
        Einfaches Programm für Stundenkonten
        Konten werden noch auf Karteikarten geführt. Zwei freie Programme gezeigt, Umstieg macht Angst.
        informed introduced
        Termin für Hilfe beim Umstieg finden

        premises
        Raum für Tauschabend, einmal im Monat, barrierefrei
        Gaststätte schließt, dort waren sie 20 Jahre. {a_neighbourhood} hätte donnerstags Platz.
        introduced
        Fragen, ob der erste Abend dort geklappt hat

        legal_form
        -
        Finanzamt fragt nach Umsatz durch Stunden. Auskunft einer Steuerberatung empfohlen, {a_tax} macht das für Vereine günstig.
        introduced referred
        Rückmeldung zur Auskunft des Finanzamts

        networking
        -
        Möchte Tausch mit Nachbarstädten öffnen. Kurse und Stundensatz vergleichen, Treffen im {month}.
        open informed
        Ansprechpersonen der Nachbarstädte heraussuchen

        staff
        Nachfolge für die Geschäftsstelle, ehrenamtlich
        Gründungsmitglied hört nach vielen Jahren auf. Aufgaben auf {number} Personen verteilen.
        need_recorded informed
        Nach der Verteilung der Aufgaben fragen

        event
        -
        Jubiläumsfest am {day}, Einladung an alle Tauschringe der Region. Grußwort gewünscht.
        task informed
        Grußwort abstimmen
    """,
    "lending": """
        premises ~ laden|Bibliothek|Kindersachen
        Ladenfläche {square} m², niedrige Miete, Schaufenster, ab {month}
        Zwischennutzung endet. Miete höchstens 300 € im Monat, Nebenkosten extra.
        need_recorded task
        Leerstände mit Zwischennutzung durchsehen

        staff ~ laden|Bibliothek|Werkzeugverleih
        Ladendienst, {number} Freiwillige
        Öffnet nur noch zweimal die Woche. Schichtplan hängt an einer Person, Urlaub nicht möglich.
        need_recorded informed
        Aufruf über die Freiwilligenvermittlung starten

        networking ~ Verschenkladen|Umsonstladen|Kindersachen
        -
        Bekommt mehr, als Platz ist. Gute Möbel an {a_social} weiter, Bücher an den Bücherschrank.
        introduced solved
        Nachfragen, ob die Weitergabe funktioniert

        digital ~ Leihladen|Bibliothek|verleih
        -
        Bestand in einer Tabelle, Ausleihe auf Papier. Freies Ausleihprogramm ausprobiert, Etikettendrucker fehlt.
        informed need_recorded
        Etikettendrucker zum Ausleihen suchen

        permits ~ Leihladen|Bibliothek der|Werkzeugverleih|Spieleverleih
        -
        Haftung bei defektem Werkzeug: Leihvertrag mit Ausschluss reicht, Prüfung nach Rückgabe dokumentieren.
        informed solved
        Muster eines Leihvertrags schicken

        marketing
        -
        Kaum bekannt, obwohl {many} Leute im Monat kommen. Aufnahme in die gedruckte Karte des Teilens zugesagt.
        task informed
        Eintrag für die Karte des Teilens anlegen

        funding ~ laden|Bibliothek
        Regale und Kasse, ca. {euro} €
        Einrichtung aus Spenden. Zuschuss des Bezirks bis 1.000 €, Sitzung im {month}.
        funding_pointed
        Antrag an die Bezirksvertretung gegenlesen

        other ~ Bücherschrank
        -
        Schrank beschädigt, Scheibe gesprungen. Bauhof setzt Ersatz ein, Patinnen sperren bis dahin ab.
        solved task
        Bauhof wegen der Scheibe anrufen

        event ~ Kleidertausch|Kindersachen|Spieleverleih
        -
        Nächster Termin am {day}, Saal bei {a_neighbourhood}. Bügelstangen leihen wir.
        introduced task
        Bügelstangen ausleihen

        networking
        -
        Doppelte Anschaffungen mit {a_lending}: Liste tauschen und sich spezialisieren.
        introduced solved
        Nach dem Listentausch fragen
    """,
    "mobility": """
        premises ~ Lastenrad|Radlogistik
        Überdachter Stellplatz für {number} Lastenräder, abschließbar, ab {month}
        Räder stehen im Regen, Akkus müssen abends in die Wohnung. Parkhaus wäre ideal.
        need_recorded referred
        Parkhausbetreiber nach Stellplätzen fragen

        funding ~ Freies Lastenrad
        Weiteres Lastenrad, ca. 5.500 €
        Rad ist an 20 Tagen im Monat ausgeliehen. Förderung nur für Betriebe, für Vereine über Stiftung.
        funding_pointed
        Stiftungsantrag für das Lastenrad prüfen

        logistics ~ kurier|Radlogistik|Transporter
        Feste Kunden für die Nachmittagstour
        Vormittags voll, nachmittags leer. {a_shop} und {a_direct} haben Bedarf an Lieferung.
        introduced
        Nach den ersten Touren fragen

        permits ~ auto|Carsharing
        -
        Stellplatz für geteiltes Auto im Straßenraum: Widmung durch die Stadt, Verfahren dauert ein halbes Jahr.
        informed referred
        Zuständigkeit im Verkehrsamt klären

        networking ~ Freies|auto|Carsharing
        -
        Versicherung für Verleih zu teuer. Rahmenvertrag über einen Dachverband prüfen.
        informed open
        Konditionen des Rahmenvertrags besorgen

        marketing ~ Freies
        -
        Rad steht im Hof, niemand sieht es. Schild und Eintrag im Stadtplan verabredet.
        task solved
        Schild mit dem Ordnungsamt absprechen

        networking
        -
        Wartung hängt an einer Person. {a_bikehelp} übernimmt Inspektionen gegen Materialkosten.
        introduced
        Nach der ersten Inspektion fragen

        strategy
        -
        Wohin in zwei Jahren? Mehr Standorte oder bessere Auslastung, Zahlen sprechen für das Zweite.
        informed open
        Auslastung des letzten Jahres ansehen
    """,
    "venue": """
        premises
        -
        Bietet ab {month} {square} m² an, auch tageweise. Preis 8 €/m², Wasser und WC auf dem Flur.
        informed introduced
        Angebot an Suchende der Leerstandsliste schicken

        permits ~ Kulturwerkstatt|Markthalle|Probenhaus
        -
        Veranstaltungen über 200 Personen: Rettungswege fehlen. Bis dahin Obergrenze schriftlich festhalten.
        referred open
        Brandschutztermin mit der Bauaufsicht vorbereiten

        marketing ~ Coworking|Gemeinschaftsbüro|Atelierhaus|Gewerbehof
        Mieterinnen und Mieter für {number} freie Plätze
        Auslastung 60 %. Tageskarte für Gründungen vorgeschlagen, Aushang im Gründungszentrum.
        informed need_recorded
        Tageskarte in die Gründungsmappe aufnehmen

        funding
        Aufzug oder Rampe, ca. {much_euro} €
        Haus ist nicht barrierefrei, zwei Gruppen deshalb abgesagt. Eigentümerin beteiligt sich zur Hälfte.
        funding_pointed
        Programme für Barrierefreiheit heraussuchen

        networking ~ küche|Kulturwerkstatt
        -
        Würde Küche morgens gern vermieten. {a_food} sucht genau das.
        introduced
        Fragen, ob der Mietvertrag für die Küche steht

        strategy ~ Kultur|Atelierhaus|Probenhaus|Gemeinschaftsküche
        -
        Trägerverein und Betrieb trennen? Vor- und Nachteile aufgeschrieben, Mitgliederversammlung im {month}.
        informed open
        Ergebnis der Mitgliederversammlung erfragen

        event ~ Markthalle|Gewerbehof|Kulturwerkstatt|Atelierhaus
        -
        Markt der Manufakturen am {day}, {number} Stände sicher, Platz für 25. Einladung über unseren Verteiler.
        task informed
        Einladung zum Markt verschicken

        digital
        -
        Buchungen per Mail und Zettel, zweimal doppelt vergeben. Kalender der {a_rooms} angesehen.
        introduced informed
        Fragen, ob der Kalender genutzt wird

        sustainability
        -
        Heizkosten sind das größte Risiko. Dämmung der Decke mit den Nutzenden selbst machen, Material rund {euro} €.
        informed funding_pointed
        Förderung für Dämmstoffe prüfen
    """,
    "coop": """
        legal_form ~ i. G.|Wohn|Dorfladen|Gasthaus|Weide
        -
        Satzung liegt beim Prüfungsverband, Rückfragen zu Mindestanteilen. Eintragung nicht vor {later_month}.
        informed open
        Nach der Eintragung fragen

        premises ~ Wohn|Bau
        Grundstück oder Bestandsgebäude ab {much_square} m², Erbpacht möglich
        Zwei Angebote geplatzt, Preise zu hoch. Konzeptvergabe der Stadt kommt im {later_month}.
        need_recorded referred
        Termin der Konzeptvergabe mitteilen

        funding
        Mitgliederdarlehen und Bankfinanzierung, Lücke ca. {much_euro} €
        Bank will 30 % Eigenkapital. Bürgschaft des Landes angesprochen.
        funding_pointed referred
        Kontakt zur Bürgschaftsbank nennen

        marketing
        Neue Mitglieder, mindestens {many}
        Anteile zu 250 €, Ratenzahlung möglich. Infoabend am {day}, wir laden mit ein.
        task informed
        Infoabend in den Kalender und in den Newsletter

        networking
        -
        Möchte von anderen Genossenschaften lernen. Gespräch mit {a_coop} vermittelt.
        introduced
        Nachfragen, was das Gespräch gebracht hat

        sustainability ~ Bürgerenergie
        Dachflächen ab {much_square} m²
        Sucht Dächer von Betrieben für Solaranlagen. {a_venue} prüft Statik.
        introduced need_recorded
        Ergebnis der Statikprüfung erfragen

        staff
        Ehrenamtliche für Aufsichtsrat, Kenntnisse in Buchführung
        Zwei Mitglieder hören auf. Schulung des Verbands im {month}.
        need_recorded informed
        Schulungstermin weitergeben

        sales ~ Dorfladen|Gasthaus|Weide|Einkauf
        Lieferanten aus der Region, besonders Milch und Gemüse
        Sortiment soll regionaler werden. {a_direct} liefert zweimal die Woche in die Nähe.
        introduced
        Nachfragen, ob die Lieferung zustande kam

        staff ~ Dorfladen|Gasthaus|Senioren
        Ehrenamtliche für {number} Dienste in der Woche
        Öffnung am Nachmittag hängt an wenigen. Liste im Laden und Aufruf im Verteiler.
        need_recorded task
        Aufruf im Verteiler schicken

        digital
        -
        Mitgliederverwaltung in Tabellen, Anteile schwer nachzuhalten. Programm des Verbands ansehen.
        informed solved
        Nach Erfahrungen mit dem Programm fragen

        marketing ~ Handwerk|Kreativ|Einkauf
        -
        Gemeinsame Marke der Mitglieder: Name steht, Logo von {a_design} im Entwurf.
        introduced informed
        Entwurf ansehen
    """,
    "social": """
        funding
        -
        Maßnahme des Jobcenters läuft im {later_month} aus, {number} Stellen hängen daran. Übergang über Landesmittel möglich.
        funding_pointed open
        Förderaufruf des Landes im Blick behalten

        premises ~ Kaufhaus|Gebraucht|Möbelkammer|Elektro
        Lager ca. {much_square} m², Rampe, ab {month}
        Lager voll, Möbel werden abgelehnt. Anlieferung mit 7,5-Tonner.
        need_recorded task
        Hallen mit Rampe heraussuchen

        sales ~ Beschäftigung|Nähatelier|Inklusion
        Aufträge für Näherei und Holzwerkstatt
        Werkstatt nur halb ausgelastet. {a_shop} braucht Beutel, Stückzahl {many}.
        introduced
        Fragen, ob der Auftrag erteilt wurde

        networking ~ Elektro|Gebraucht|Kaufhaus
        -
        Ersatzteile aus Altgeräten könnten an Reparaturtreffs gehen. {a_repair} holt monatlich ab.
        introduced solved
        Nach der ersten Abholung fragen

        staff ~ Beschäftigung|Kaufhaus
        Fachanleitung Holz, Vollzeit, ab {month}
        Stelle seit einem halben Jahr frei. Tischlereien im Netzwerk ansprechen.
        need_recorded introduced
        Stellenausschreibung im Verteiler teilen

        logistics
        -
        Transporter steht nachmittags. Würde ihn gegen Kostenersatz an Initiativen verleihen, Versicherung klärt Verwaltung.
        informed open
        Ergebnis zur Versicherung erfragen

        marketing ~ Kaufhaus|Gebraucht|Fahrradstation
        -
        Viele wissen nicht, dass dort alle einkaufen dürfen. Porträt in {a_paper} angeregt.
        introduced task
        Kontakt zur Stadtteilzeitung herstellen

        strategy
        -
        Spendenmenge steigt, Qualität sinkt. Annahmezeiten begrenzen und Liste aushängen, was gebraucht wird.
        informed solved
        Nach der neuen Annahmeregel fragen

        permits
        -
        Vergabe der Stadt: Auflage für soziale Betriebe möglich. Vergabestelle erklärt Verfahren am {day}.
        referred task
        Termin mit der Vergabestelle bestätigen

        event
        -
        Sommerfest mit Werkstattführung, {many} Gäste erwartet. Musik kommt von {a_culture}.
        introduced solved
        Einladung an die Verwaltung weitergeben
    """,
    "neighbourhood": """
        premises ~ treff|café|Mittagstisch|Café
        Raum für Treff, ca. {square} m², Küche, barrierefrei, ab {month}
        Pfarrhaus wird verkauft, Gruppen wissen nicht wohin. Übergang bis {later_month} zugesagt.
        need_recorded task
        Wohnungsgesellschaft nach Erdgeschossflächen fragen

        staff ~ Nachbarschaftshilfe|Freiwilligentreff
        Fahrdienst, {number} Freiwillige mit Führerschein
        Anfragen nach Begleitung haben sich verdoppelt. Versicherung über das Land, Merkblatt übergeben.
        informed need_recorded
        Merkblatt zur Ehrenamtsversicherung schicken

        funding ~ Stadtteiltreff|Nachbarschaftshaus|Freiwilligentreff|Begegnung
        -
        Personalstelle nur noch bis {later_month} bewilligt. Folgeantrag braucht Wirkungszahlen, haben nur Besuchslisten.
        funding_pointed task
        Beispiel für Wirkungszahlen zusammenstellen

        networking ~ Mittagstisch|Stadtteiltreff|Tafelrunde
        -
        Mittagstisch möchte regional kochen. {a_garden} bringt im Sommer Gemüse.
        introduced solved
        Fragen, ob die Gemüselieferung läuft

        event ~ Quartiersverein|Nachbarschaftshaus|Stadtteiltreff|Tafelrunde
        -
        Straßenfest am {day}: {number} Initiativen machen mit, Strom vom Schulhof. Geschirr von {a_dishes}.
        introduced task
        Absperrung und Strom mit dem Bauhof klären

        digital ~ Nachbarschaftshilfe|Patenkreis|Freiwilligentreff
        -
        Hilfegesuche kommen auf Zetteln an. Gemeinsame Telefonliste reicht vorerst, keine App gewünscht.
        informed solved
        Muster für eine Telefonliste schicken

        permits
        -
        Verkauf von Kuchen beim Fest: Belehrung nicht für alle nötig, Allergene aushängen.
        informed solved
        Aushang zu Allergenen schicken

        strategy
        -
        Was tun, wenn Förderung endet? Drei Bausteine: Vermietung, Mitgliedsbeiträge, Partnerbetriebe.
        informed open
        Liste möglicher Partnerbetriebe schicken

        networking
        -
        Sucht Betriebe, die Feste unterstützen. {a_shop} und {a_gastro} spenden Ware statt Geld.
        introduced solved
        Dank und Rückmeldung weitergeben
    """,
    "finance": """
        networking ~ Regionalgeld
        Weitere Annahmestellen, mindestens {number}
        Umlauf gering, weil Wochenmarkt fehlt. {a_shop} würde mitmachen.
        introduced need_recorded
        Marktbeschickende auf Teilnahme ansprechen

        legal_form ~ Kleinkredit|Bürgeraktie
        -
        Darlehen an Mitglieder: ab wann Bankgeschäft? Nachrangabrede besprochen, rechtliche Prüfung nötig.
        referred informed
        Anwaltliche Erstberatung heraussuchen

        marketing ~ Crowdfunding
        -
        Drei Kampagnen erreicht, zwei gescheitert. Infoabend für Gründungen im {month} geplant.
        task informed
        Infoabend bewerben

        funding ~ Bürgerfonds|Stiftung|Kleinkredit
        -
        Vergibt im {month} wieder Zuschüsse bis {euro} €. Bitte um Weitergabe an Initiativen.
        informed task
        Hinweis an Initiativen verschicken

        event
        -
        Vorstellung beim Treffen der Betriebe am {day}, zehn Minuten. Zahlen dafür zugesagt.
        task informed
        Platz im Programm des Treffens sichern

        digital
        -
        Abrechnung auf Papier zu aufwendig. {a_web} baut eine kleine Anwendung zum Vereinspreis.
        introduced
        Nach dem Stand der Anwendung fragen
    """,
    "platform": """
        sales ~ Online-Marktplatz|Erzeugerbörse
        Weitere Läden und Höfe, Ziel {many}
        Kundschaft sucht Lebensmittel, davon gibt es zu wenig. {a_direct} und {a_shop} als nächste.
        introduced need_recorded
        Betriebe nach Teilnahme fragen

        logistics ~ Online-Marktplatz|Erzeugerbörse
        -
        Lieferung am selben Tag rechnet sich ab {number} Paketen je Tour. {a_courier} bietet Festpreis.
        introduced open
        Festpreis für die Abendtour nachfragen

        strategy ~ Online-Marktplatz|Erzeugerbörse
        -
        Gebühr oder Provision? Läden wollen Festbetrag. Zahlen der letzten zwölf Monate durchgesehen.
        informed open
        Gebührenvergleich anderer Städte besorgen

        digital ~ Online-Marktplatz|Karte|verzeichnis|Raumbörse
        -
        Öffnungszeiten veralten schnell. Abgleich mit unserem Verzeichnis wäre beiden nützlich.
        open task
        Datenabgleich mit der Technik besprechen

        funding ~ Online-Marktplatz
        -
        Anschub läuft im {later_month} aus. Folgefinanzierung durch Händlergemeinschaften offen.
        funding_pointed open
        Runde mit den Händlergemeinschaften einladen

        marketing ~ Online-Marktplatz
        -
        Adventsaktion: ein Paket aus {number} Läden. Fotos von {a_food} und {a_craft} gewünscht.
        introduced task
        Betriebe für das Adventspaket zusammenstellen

        staff
        Redaktion, {number} Stunden in der Woche
        Einträge pflegt eine Person nebenbei. Ehrenamtliche aus {a_neighbourhood} könnten helfen.
        introduced need_recorded
        Rückmeldung der Ehrenamtlichen einholen

        digital ~ Nachbarschaft|Maschinenring|Materialbörse|Ernteanzeiger
        -
        Zahl der Anfragen steigt, Suche findet vieles nicht. Schlagworte mit unseren abgeglichen.
        solved informed
        Liste der Schlagworte schicken

        legal_form
        -
        Haftung für Angebote Dritter, Impressum, Nutzungsbedingungen. Muster des Branchenverbands genannt.
        informed referred
        Muster für Nutzungsbedingungen schicken
    """,
    "network": """
        networking
        -
        Nächstes Treffen am {day}. Wunsch: {a_venue} als Gastgeber, Thema gemeinsame Nutzung von Räumen.
        introduced task
        Einladung zum Treffen schreiben

        strategy
        -
        Sprecherrolle liegt seit Jahren bei denselben zwei Leuten. Wechsel im Herbst, Moderation gewünscht.
        informed introduced
        Moderation für die Klausur suchen

        legal_form
        -
        Fördermittel brauchen einen Träger. {a_neighbourhood} könnte das übernehmen, Vorstand berät.
        introduced open
        Entscheidung des Vorstands erfragen

        funding
        Koordinationsstelle, 10 Stunden, ca. {much_euro} € im Jahr
        Alles ehrenamtlich, Protokolle bleiben liegen. Förderaufruf für Netzwerke passt, Frist {day}.
        funding_pointed
        Antragsskizze gemeinsam schreiben

        event ~ Netzwerk|Bündnis|Kulturverbund|Gartennetz|Erzeuger|Händler
        -
        Gemeinsamer Stand auf dem Stadtfest, {number} Mitglieder sagen zu. Platz am Brunnen gewünscht.
        task referred
        Standplatz am Brunnen anfragen

        marketing
        -
        Sammelkarte der Mitglieder: {many} Einträge, neue Auflage im {later_month}. Druck teilen wir uns.
        task informed
        Angebot der Druckerei einholen

        sustainability ~ Klimarunde|Gutes Leben|Reparatur|Gartennetz|Ernährung
        -
        Stellungnahme zum Klimakonzept in Arbeit. Bitte um Zahlen zu Reparatur und Teilen.
        informed task
        Zahlen aus dem Register zusammenstellen

        digital
        -
        Mailverteiler mit {many} Adressen, die Hälfte veraltet. Abgleich mit den Mitgliedern bis {month}.
        informed open
        Nach dem Abgleich des Verteilers fragen

        networking
        Neue Mitglieder aus der Gastronomie
        Bisher fehlen die Küchen. {a_gastro} kommt zum nächsten Treffen dazu.
        introduced
        Fragen, wie das Treffen war
    """,
    "public": """
        networking ~ Grünflächen|Quartiersbüro
        -
        Abstimmung zu Flächen {in_quarter}: zwei Baumscheiben und ein Platz sind frei für Initiativen.
        informed introduced
        Interessierte Gruppen benennen

        permits ~ Bezirksstelle|Quartiersbüro|Markt
        -
        Verfahren für Sondernutzung wird im {month} umgestellt. Neues Formular, Bearbeitung vier Wochen.
        informed solved
        Neues Formular an Händlergemeinschaften geben

        event ~ Markt
        -
        Markt im {month}: noch {number} Plätze für Manufakturen. Meldung bis {day}.
        task informed
        Manufakturen über freie Marktplätze informieren

        premises ~ Stadtbücherei
        -
        Erdgeschoss der Zweigstelle ist abends frei. Schlüsselregelung für Gruppen wird geprüft.
        open introduced
        Ergebnis zur Schlüsselregelung erfragen

        funding ~ Quartiersbüro|Bezirksstelle
        -
        Verfügungsfonds hat noch {euro} €. Nächste Sitzung im {month}, Anträge formlos.
        informed task
        Hinweis auf den Verfügungsfonds verschicken

        sustainability ~ Klima|Abfall
        -
        Gemeinsame Aktion zu Mehrweg im {month}: Amt stellt Material, wir sprechen Betriebe an.
        task informed
        Betriebe für die Mehrwegaktion ansprechen

        marketing ~ Abfall|Stadtbücherei|Klima
        -
        Auslage unserer Karte des Teilens in der Dienststelle, {many} Stück. Nachschub alle zwei Monate.
        solved task
        Karten nachliefern

        networking
        -
        Wer ist wofür zuständig? Liste der Ansprechpersonen ausgetauscht, Stand {month} abgesprochen.
        informed solved
        Liste der Zuständigkeiten einpflegen
    """,
    "school": """
        networking ~ Gesamtschule|Berufskolleg|Sprachschule
        Betriebe für Praktika, {number} Plätze, Klasse 9
        Möchte weg von immer denselben Betrieben. {a_craft} und {a_shop} sind bereit.
        introduced
        Rückmeldung nach dem Praktikum einholen

        event ~ schule |schule|kolleg
        -
        Projektwoche Reparatur im {month}. {a_repair} kommt an zwei Tagen, Material stellt die Schule.
        introduced task
        Ablauf der Projektwoche abstimmen

        premises ~ Gesamtschule|Berufskolleg
        -
        Werkstätten stehen nachmittags leer. Öffnung für Vereine möglich, wenn jemand die Aufsicht übernimmt.
        open informed
        Vereine mit Anleitung benennen

        legal_form ~ Schülerfirma|Gesamtschule
        -
        Schülerfirma braucht Träger für das Konto. Förderverein oder Schülergenossenschaft, beides erklärt.
        informed solved
        Muster für die Trägervereinbarung schicken

        funding
        -
        Antrag auf Mittel für Umweltbildung bis {day}. Unterstützungsschreiben von uns gewünscht.
        task funding_pointed
        Schreiben für den Antrag verfassen

        sustainability ~ Forschungsgruppe
        -
        Forschung sucht Betriebe für Befragung, etwa 20 Minuten. Weitergabe nur nach Zustimmung der Betriebe.
        task informed
        Betriebe um Zustimmung zur Befragung bitten

        staff
        Fachleute für Kurse, {number} Vormittage im Jahr
        Kurse zu Reparatur und Ernährung gefragt, Honorar vorhanden. {a_repair} und {a_food} genannt.
        introduced
        Fragen, ob Termine gefunden wurden

        premises ~ Umwelt|Bildungswerkstatt|Lernwerkstatt|Nähschule|Sprachschule
        Kursraum ca. {square} m², mit Wasser, ab {month}
        Raum in der Schule fällt weg. {a_venue} wäre vormittags frei, Preis ist zu verhandeln.
        introduced need_recorded
        Ergebnis der Preisverhandlung erfragen

        marketing ~ Umwelt|Bildungswerkstatt|Lernwerkstatt|Nähschule|Sprachschule|Schülerfirma
        -
        Angebot bei Betrieben unbekannt. Hinweis in der nächsten Rundmail, Text kommt bis {day}.
        task informed
        Hinweis in die Rundmail aufnehmen

        networking ~ Forschungsgruppe
        -
        Zwischenergebnisse vorgestellt: kurze Wege zählen mehr als Fördergeld. Vortrag im Netzwerk im {month}.
        informed task
        Vortrag ins Programm des Netzwerktreffens aufnehmen
    """,
    "single": """
        start_up
        -
        Kleinunternehmerregelung, Rechnungen, Krankenversicherung durchgesprochen. Anmeldung beim Finanzamt zuerst.
        informed solved
        Checkliste zur Anmeldung schicken

        premises ~ Atelier
        Atelier oder Arbeitsraum, {square} m², bis 250 € warm
        Arbeitet in der Küche. Geteilter Raum wäre gut, {a_studio} hat eine Warteliste.
        need_recorded introduced
        Nach frei werdenden Ateliers fragen

        sales ~ kurse|Permakultur|Spielmobil|Kräuter
        Kurse an Schulen und in Treffs
        Hat drei Kurse im Angebot. {a_school} plant eine Projektwoche.
        introduced
        Fragen, ob ein Kurs gebucht wurde

        marketing
        -
        Keine Webseite, nur Karten im Café. Eintrag im Verzeichnis und Text überarbeitet.
        solved informed
        Text im Verzeichnis prüfen

        networking
        -
        Sucht Anschluss an andere Selbstständige. Stammtisch bei {a_desk} genannt.
        introduced
        Nach dem ersten Stammtisch fragen

        legal_form
        -
        Freiberuflich oder Gewerbe? Kurse sind frei, Verkauf nicht. Auskunft des Finanzamts einholen.
        informed referred
        Nach der Auskunft des Finanzamts fragen

        funding
        -
        Stipendium für Kunst und Handwerk, Frist {day}. Bewerbung mit Arbeitsproben und Zeitplan.
        funding_pointed
        Bewerbung gegenlesen
    """,
    "service": """
        networking
        -
        Würde Vereine zum Sozialtarif beraten, {number} Plätze im Jahr. Nehmen wir in die Liste auf.
        informed task
        Sozialtarif in die Beratungsliste eintragen

        sales
        Aufträge aus der Region
        Kunden sitzen fast alle außerhalb. {a_coop} sucht gerade jemanden.
        introduced
        Fragen, ob ein Angebot abgegeben wurde

        premises
        Büro für zwei Personen, {square} m², ab {month}
        Homeoffice reicht nicht mehr. Gemeinschaftsbüro bevorzugt, wegen Austausch.
        need_recorded introduced
        Gemeinschaftsbüros nach freien Plätzen fragen

        strategy ~ Gemeinwohl
        -
        Gemeinwohlbilanz als Angebot für kleine Betriebe. Pilot mit {a_craft} vorgeschlagen.
        introduced open
        Nach dem Vorgespräch zum Pilot fragen

        start_up
        -
        Zu zweit gegründet, GbR reicht vorerst. Haftung und Vertrag untereinander besprochen.
        informed solved
        Muster eines Gesellschaftsvertrags nennen

        digital ~ Webwerkstatt
        -
        Bietet Sprechstunde zu freier Software für Vereine an, monatlich. Raum stellt {a_desk}.
        introduced task
        Sprechstunde im Kalender veröffentlichen

        staff
        Werkstudentin oder Werkstudent, ab {month}
        Auftragslage gut, Einarbeitung kostet Zeit. Aushang bei {a_class} bringt nichts, Hochschule wäre besser.
        need_recorded referred
        Kontakt zum Karrierebüro der Hochschule schicken

        marketing
        -
        Will weniger Akquise und mehr Sichtbarkeit: Vortrag beim Netzwerktreffen, Thema frei.
        informed task
        Vortrag im Netzwerktreffen einplanen
    """,
    "culture": """
        premises ~ Theater|Zirkus|Musik|Chor
        Proberaum oder Halle, ca. {much_square} m², Oktober bis März
        Sommer läuft draußen, im Winter fehlt eine Halle. Schulturnhallen sind belegt.
        need_recorded task
        Hallenzeiten beim Sportamt erfragen

        premises ~ Leerstandsgalerie|Wanderkino
        Leere Läden für {number} Wochen, ab {month}
        Ausstellung wandert durch Leerstände. Eigentümer wollen Versicherung sehen.
        need_recorded introduced
        Eigentümer der leeren Läden anschreiben

        funding
        -
        Kulturförderung für freie Gruppen bis {day}. Eigenanteil über Eintritt darstellbar.
        funding_pointed
        Finanzplan gegenlesen

        networking ~ Theater|Zirkus
        -
        Kulissenbau braucht Material. {a_material} vermittelt Reststoffe, Abholung mit {a_courier}.
        introduced
        Fragen, ob Material gefunden wurde

        event ~ Theater|kino|Zirkus|Chor|Musik
        -
        Sommerreihe an fünf Abenden, Lärm bis 22 Uhr. Anmeldung beim Ordnungsamt spätestens sechs Wochen vorher.
        informed referred
        Frist für die Anmeldung in Erinnerung rufen

        marketing ~ Stadtteilzeitung|Bürgerfunk
        -
        Anzeigen brechen weg, Druck wird teurer. Mit Läden {in_quarter} über feste Partnerschaften sprechen.
        informed task
        Läden auf Partnerschaften ansprechen

        staff ~ Stadtteilzeitung|Bürgerfunk
        Ehrenamtliche für Redaktion und Verteilung
        Kernteam aus {number} Leuten. Schreibwerkstatt für Interessierte im {month}.
        need_recorded informed
        Schreibwerkstatt ankündigen

        networking
        -
        Sucht Orte für Auftritte. {a_gastro} hat einen Saal und will mehr Leben im Haus.
        introduced solved
        Nach dem ersten Abend fragen
    """,
    "energy": """
        premises ~ Solar|solar|Energie
        Dächer ab {many} m², Süd oder Ost-West
        Gruppe hat Geld und Leute, aber kein Dach. {a_school} ist interessiert, Träger ist die Stadt.
        introduced referred
        Ansprechperson im Gebäudemanagement nennen

        legal_form ~ Solarinitiative
        -
        GbR wird zu unübersichtlich, {number} Beteiligte. Genossenschaft erst ab größerer Anlage sinnvoll.
        informed open
        Kontakt zu einer Energiegenossenschaft herstellen

        marketing ~ Balkonsolar
        -
        Sammelbestellung: {many} Anfragen, Beratung dauert je 20 Minuten. Terminliste statt offener Abend empfohlen.
        informed solved
        Sammelbestellung im Newsletter ankündigen

        networking
        -
        Beratung künftig bei {a_neighbourhood}, erster Termin {day}. Messgeräte liegen dort bereit.
        introduced
        Nach dem ersten Beratungstermin fragen

        funding ~ Thermo|Stromspar|Balkonsolar
        Messkoffer und Wärmebildkamera, ca. {euro} €
        Leihgerät der Verbraucherberatung oft vergeben. Klimafonds fördert Anschaffung zu 80 %.
        funding_pointed
        Antrag an den Klimafonds gegenlesen

        networking ~ Wärmerunde|Energietreff
        -
        {number} Häuser wollen gemeinsam umstellen. Stadtwerke nennen Nahwärme frühestens in drei Jahren.
        referred open
        Zeitplan der Wärmeplanung erfragen

        staff
        Beraterinnen und Berater, ehrenamtlich, {number} Personen
        Warteliste für Hausbesuche. Schulung der Verbraucherberatung im {month}, Kosten trägt der Verband.
        need_recorded informed
        Termin der Schulung weitergeben

        premises
        Lagerplatz für Module, ca. {square} m², trocken
        Lieferung kommt auf Paletten, Garage ist zu klein. {a_logistics} hätte vier Wochen Platz.
        introduced need_recorded
        Fragen, ob die Lieferung untergebracht ist
    """,
    "business": """
        funding ~ @food|@craft|@service
        -
        Frage nach Zuschuss für Messeauftritt. Nur für Betriebe unter fünf Jahren, Antrag vor Anmeldung.
        funding_pointed informed
        Merkblatt zum Messezuschuss schicken

        marketing
        Fotos für Webseite und Presse
        Keine brauchbaren Bilder. Fototermin im Rahmen der Kampagne möglich, Einwilligung nötig.
        task need_recorded
        Fototermin vereinbaren

        networking
        -
        Möchte andere Betriebe {in_quarter} kennenlernen. Zum Frühstück der Quartiersrunde eingeladen.
        informed introduced
        Nachfragen, ob das Frühstück etwas gebracht hat

        digital ~ @shop|@gastro|@craft|@direct|@food|@service|@venue
        -
        Karteneintrag bei Suchdiensten falsch, zeigt alte Anschrift. Gemeinsam berichtigt.
        solved
        Prüfen, ob der Eintrag stimmt

        staff ~ @shop|@gastro|@direct
        Minijob für Samstage
        Kommt samstags allein nicht zurecht. Aushang, Jobbörse der Hochschule und Bekannte.
        need_recorded informed
        Aushang an die Jobbörse geben

        sustainability
        -
        Stromrechnung verdoppelt. Kostenlose Erstberatung Energie genannt, Termin bucht der Betrieb selbst.
        referred informed
        Nach der Energieberatung fragen

        logistics ~ @shop|@food|@craft|@direct
        Lager ca. {square} m², trocken, gern {in_quarter}, ab {month}
        Ware steht im Flur. Muss nicht beheizt sein, Zufahrt für Transporter reicht.
        need_recorded
        Lagerflächen in der Leerstandsliste suchen

        permits ~ @shop|@gastro|@craft|@service
        -
        Werbeausleger am denkmalgeschützten Haus. Untere Denkmalbehörde vorab fragen, Skizze genügt.
        referred
        Ansprechperson der Denkmalbehörde schicken

        strategy ~ @shop|@gastro|@craft|@food|@direct|@service
        -
        Zweites Standbein oder Preise erhöhen? Zahlen durchgesehen, Preise liegen unter Durchschnitt.
        informed open
        Nach den neuen Preisen fragen

        event
        Stand auf dem Weihnachtsmarkt, eine Woche
        Ware passt gut zum Konzept. Bewerbung bis Ende August, Standgebühr nach Umsatz.
        informed task
        Bewerbungsunterlagen Weihnachtsmarkt schicken

        funding ~ @shop|@gastro|@craft|@food|@direct|@service|@venue
        Darlehen ca. {much_euro} € für Anschaffung
        Hausbank zögert. Mikrokredit und Bürgschaft erklärt, Liquiditätsplan fehlt noch.
        informed funding_pointed
        Vorlage für den Liquiditätsplan schicken

        other ~ @shop|@gastro|@craft|@food|@venue
        -
        Baustelle vor der Tür ab {month}, Anlieferung unklar. Bauleitung nennt Ladezone um die Ecke.
        solved referred
        Ladezone mit der Bauleitung bestätigen

        succession ~ @shop|@craft|@food|@direct|@gastro|@service
        -
        Denkt über Übergabe nach, noch nicht öffentlich. Fahrplan über drei Jahre aufgezeichnet.
        informed
        Zur Übergabe noch einmal das Gespräch suchen

        networking
        -
        Lieferantenwechsel, möchte regional einkaufen. Liste der Höfe und Manufakturen mit öffentlichen Angaben geschickt.
        informed solved
        Fragen, ob etwas Passendes dabei war

        permits ~ @shop|@gastro|@food|@craft
        -
        Neue Kassenpflicht verunsichert. Für offene Ladenkasse genügt Bericht am Tagesende, Steuerberatung fragen.
        informed referred
        Merkblatt zur Kassenführung schicken

        sustainability ~ @shop|@gastro|@food|@craft|@direct
        -
        Verpackungsregister: Anmeldung war nicht bekannt. Gemeinsam eingetragen, Systembeteiligung folgt.
        solved
        Nach der Systembeteiligung fragen

        staff
        -
        Mitarbeiterin mit ausländischem Abschluss einstellen: Anerkennungsberatung genannt, Verfahren etwa vier Monate.
        referred informed
        Nach dem Stand der Anerkennung fragen

        start_up ~ =in_formation
        -
        Gewerbeanmeldung, Berufsgenossenschaft, Konto: Reihenfolge durchgegangen. Eröffnung im {month} geplant.
        informed funding_pointed
        Zur Eröffnung vorbeischauen
    """,
    "civic": """
        legal_form ~ =informal
        -
        Verein gründen: sieben Personen, Satzung, Notar, Kosten rund 150 €. Gemeinnützigkeit vorab mit Finanzamt klären.
        informed
        Mustersatzung schicken

        funding ~ =ev|=informal|=verein_unregistered
        Kleiner Zuschuss, ca. {euro} €
        Für Material und Getränke beim Aktionstag. Verfügungsfonds passt, formloser Antrag genügt.
        funding_pointed
        Antrag an den Verfügungsfonds gegenlesen

        marketing
        -
        Flyer veraltet, Telefonnummer stimmt nicht. Neue Auflage über Sammeldruck im {month}.
        informed task
        Für den Sammeldruck vormerken

        staff ~ =ev|=verein_unregistered
        Kassenführung, ehrenamtlich
        Kassenwart hört auf, niemand will nachrücken. Schulung und Buchungsprogramm für Vereine genannt.
        informed need_recorded
        Schulungstermin für Kassenführung schicken

        premises ~ @repair|@garden|@sharing|@neighbourhood|@exchange|@energy|@culture|@lending
        Abschließbarer Schrank oder Keller, ca. 5 m², {in_quarter}
        Material liegt bei Mitgliedern zu Hause verteilt. Muss trocken sein, Zugang einmal die Woche reicht.
        need_recorded introduced
        Treffs {in_quarter} nach Lagerplatz fragen

        networking ~ =ev|=informal|=verein_unregistered
        -
        Kannte die anderen Initiativen {in_quarter} nicht. Liste mit öffentlichen Angaben übergeben.
        informed solved
        Zur nächsten Quartiersrunde einladen

        event
        -
        Mitmachen beim Tag der Nachbarschaft: ja, mit Tisch und Aktion für Kinder.
        informed task
        Platz beim Tag der Nachbarschaft eintragen

        digital ~ =ev|=informal|=verein_unregistered
        -
        Webseite wird von einer Person gepflegt, die wegzieht. Zugangsdaten sichern, zwei Vertretungen benennen.
        informed solved
        Nach der Übergabe der Webseite fragen

        permits ~ @repair|@garden|@lending|@neighbourhood|@exchange|@culture|@energy|@network
        -
        Plakate im Straßenraum: Sondernutzung frei für Vereine, höchstens {many} Stück, sieben Tage.
        informed
        Formular für Plakate schicken

        strategy ~ @repair|@garden|@sharing|@neighbourhood|@exchange|@energy|@culture|@lending|@network|@workshop
        -
        Viele Ideen, wenig Leute. Drei Vorhaben für das Jahr ausgewählt, der Rest wandert auf eine Liste.
        solved informed
        Nach den drei Vorhaben fragen

        sustainability
        -
        Möchte Mehrweggeschirr bei Festen. {a_dishes} verleiht, Abholung donnerstags.
        introduced solved
        Fragen, ob das Geschirr gereicht hat

        networking
        -
        Fragt, wer sonst noch mit jungen Leuten arbeitet. {a_school} und {a_culture} genannt, Mail an beide.
        introduced
        Nachfragen, ob ein Treffen zustande kam

        digital
        -
        Fotos vom Fest im Netz: Einwilligungen fehlen. Aushang für das nächste Mal und Formular mitgegeben.
        informed solved
        Formular für Einwilligungen schicken

        crisis ~ =ev|=informal|=verein_unregistered
        -
        Drei Aktive ziehen weg, Fortbestand unsicher. Zusammengehen mit einer ähnlichen Gruppe überlegen.
        open introduced
        Noch einmal zusammensetzen

        funding ~ =ev|=ggmbh|=gug
        -
        Ehrenamtspreis ausgeschrieben, Frist {day}. Vorschlag reichen wir ein, Text kommt vom Verein.
        task funding_pointed
        Vorschlag für den Ehrenamtspreis einreichen

        logistics
        Anhänger oder Transporter für einen Tag
        Umzug des Materials am {day}. Verleih gegen Spritgeld gesucht.
        need_recorded introduced
        Transporter im Netzwerk anfragen
    """,
    "any": """
        other
        -
        Adresse und Ansprechperson abgeglichen, Telefonnummer berichtigt. Sonst nichts Neues.
        informed solved
        Eintrag im Verzeichnis vervollständigen

        networking
        -
        Interesse am Treffen der Initiativen und Betriebe im {month}. Einladung geht raus.
        informed
        Einladung zum Treffen schicken

        marketing
        -
        Porträt für die Reihe im Netz zugesagt, Bilder macht jemand aus dem Haus. Freigabe vor Veröffentlichung.
        task informed
        Fragen für das Porträt schicken

        funding
        -
        Wollte wissen, ob es gerade Fördermittel gibt. Derzeit nichts Passendes, bei neuem Aufruf melden.
        informed no_interest
        Bei passendem Förderaufruf Bescheid geben

        sustainability
        -
        Fragebogen der Begleitforschung erklärt, Teilnahme freiwillig. Nimmt teil.
        informed solved
        Link zum Fragebogen schicken

        event
        -
        Stadtfest: kein Stand in diesem Jahr, zu wenig Leute. Nächstes Jahr wieder fragen.
        no_interest
        Für das nächste Stadtfest vormerken
    """,
}
TALKS = tuple(talk for group, text in _TEXTS.items() for talk in _blocks(group, text))

FIRST_TALKS = _blocks(
    "any",
    """
        presentation
        -
        Vorstellung der Wirtschaftsförderung 4.0. Angebot war nicht bekannt, Verzeichniseintrag gewünscht.
        informed
        Eintrag gegenlesen lassen

        presentation networking
        -
        Erstes Kennenlernen. Arbeiten bisher für sich, offen für Kontakte {in_quarter}.
        informed need_recorded
        Passende Kontakte {in_quarter} heraussuchen

        presentation
        -
        Fragte, was wir überhaupt machen. Beratung, Vermittlung, Sichtbarkeit erklärt; Unterlagen mitgegeben.
        informed
        Noch einmal melden

        presentation marketing
        -
        Über die Zeitung auf uns aufmerksam geworden. Möchte auf die Karte und in den Newsletter.
        informed task
        In Karte und Newsletter aufnehmen

        presentation
        -
        Erstgespräch. Steht der Stadt eher skeptisch gegenüber, will erst sehen, was dabei herauskommt.
        open no_interest
        Ohne Anlass anrufen

        presentation networking
        -
        Empfehlung von {a_network}. Haben sich bisher nicht als Teil der Wirtschaft gesehen, jetzt schon eher.
        informed
        Einladung zum nächsten Treffen schicken

        presentation premises
        -
        Kennengelernt bei einem Rundgang {in_quarter}. Platz ist knapp, aber noch nicht dringend.
        informed need_recorded
        Raumfrage im Blick behalten

        presentation
        -
        Kurzes Kennenlernen, viel zu tun. Ausführlicher Termin im {month} verabredet.
        open task
        Ausführlichen Termin vereinbaren

        presentation strategy
        -
        Lange erzählt, wie alles anfing. Angebote vorgestellt, Interesse an Vernetzung größer als an Förderung.
        informed
        Drei passende Kontakte heraussuchen

        presentation marketing
        -
        Wunsch, im Verzeichnis zu stehen, aber ohne private Telefonnummer. Angaben gemeinsam festgelegt.
        solved informed
        Eintrag zur Freigabe schicken

        presentation event
        -
        Vorgestellt, Termine der nächsten Monate mitgegeben. Möchte beim Markt im {month} dabei sein.
        informed task
        Für den Markt vormerken

        presentation funding
        -
        Vorstellung und gleich Frage nach Geld. Beratung ja, eigene Zuschüsse nein; Wege zu Fördermitteln gezeigt.
        informed funding_pointed
        Übersicht der Fördermittel schicken
    """,
)
CONFIDENTIAL_TALKS = _blocks(
    "business",
    """
        crisis
        -
        Liquidität reicht noch etwa {number} Wochen. Will öffentlich nichts sagen, Beschäftigte wissen es nicht.
        Kontakt zur Krisenberatung der Kammer angeboten, möchte überlegen.
        referred open
        Noch einmal melden

        succession
        -
        Verkaufsgespräche laufen, Kaufpreis strittig. Nachbarbetrieb darf davon nichts wissen.
        open informed
        Telefonisch nachfragen

        premises
        -
        Vermieter will verkaufen, der Betrieb überlegt zu kaufen. Bis zum Notartermin nicht weitergeben.
        open informed
        Telefonisch nachfragen

        staff
        -
        Streit in der Geschäftsführung, Trennung wahrscheinlich. Moderation durch Dritte vorgeschlagen.
        introduced open
        Rückruf
    """,
) + _blocks(
    "any",
    """
        crisis ~ =ev|=ggmbh|=ug|=gbr|=gmbh|=eg|=sole_unregistered
        -
        Konto wurde vorübergehend gesperrt, Rechnungen offen über {euro} €. Ratenzahlung mit Vermieter möglich.
        referred open
        Zweites Gespräch vereinbaren

        staff ~ =ev|=eg|=informal|=verein_unregistered|=ggmbh
        -
        Streit im Leitungskreis, zwei wollen gehen. Soll vor der Versammlung nicht bekannt werden.
        open informed
        Nach der Versammlung melden

        strategy
        -
        Überlegt, zum Jahresende aufzuhören. Noch nicht beschlossen, niemand weiß davon.
        open
        Zweites Gespräch vereinbaren

        funding
        -
        Bescheid wurde teilweise widerrufen, Rückzahlung {euro} €. Widerspruch läuft, Ausgang offen.
        referred open
        Zweites Gespräch vereinbaren
    """,
)
FURTHER_PROMISES = (
    "Jahresgespräch vereinbaren",
    "Öffnungszeiten im Verzeichnis prüfen",
    "Besuch vor Ort nachholen",
    "Rückruf wegen Raumfrage",
    "Bilder vom Werkstatttag schicken",
    "Förderbescheid nachfragen",
    "Einladung zum Netzwerktreffen persönlich aussprechen",
    "Kontakt zur Nachbarinitiative herstellen",
    "Angebot für gemeinsamen Stand einholen",
    "Nach dem Umzug neue Anschrift erfragen",
    "Text für die Karte freigeben lassen",
    "Protokoll der Begehung schicken",
    "Ansprechperson für Ausbildung nennen",
    "Ergebnis der Mietverhandlung erfragen",
    "Mit dem Ordnungsamt wegen der Außenfläche sprechen",
    "Unterlagen zur Gemeinnützigkeit schicken",
    "Nach der Mitgliederversammlung melden",
    "Lagerfrage noch einmal aufnehmen",
    "Gespräch mit der Wohnungsgesellschaft vorbereiten",
    "Praktikumsplatz bestätigen",
)
OFFICE_PROMISES = (
    "Verteiler der Händlergemeinschaften aktualisieren",
    "Newsletter für den nächsten Monat zusammenstellen",
    "Leerstandsliste abgleichen",
    "Zahlen für den Quartalsbericht zusammenstellen",
    "Raum für das Netzwerktreffen buchen",
    "Flyer nachbestellen",
)
OPENINGS = {
    Channel.PHONE: (
        "Anruf von {person}.",
        "Rückruf.",
        "Kurzes Telefonat.",
        "Telefonat mit {person}.",
        "Nachgefragt wie verabredet.",
        "Rief wegen einer neuen Sache an.",
    ),
    Channel.VISIT: (
        "Vor Ort mit {person}.",
        "Rundgang durch die Räume.",
        "Besuch, sehr herzlich empfangen.",
        "Ortstermin.",
        "Viel los vor Ort, deshalb nur kurz zusammengesessen.",
        "Besuch nach längerer Pause.",
    ),
    Channel.OFFICE: (
        "Termin im Büro.",
        "Gespräch bei uns mit {person}.",
        "Kamen zu zweit.",
        "Unterlagen mitgebracht.",
        "War in der Sprechstunde.",
    ),
    Channel.VIDEO: ("Videotermin mit {person}.", "Per Video, Ton mit Aussetzern.", "Videogespräch.", "Zu dritt per Video."),
    Channel.EMAIL: ("Anfrage per Mail.", "Mail von {person}.", "Mailwechsel in den letzten Tagen.", "Antwort auf unsere Rundmail."),
    Channel.EVENT: ("Am Rand des Stadtteilfests.", "Am Stand angesprochen.", "Nach dem Netzwerktreffen.", "Auf dem Markt getroffen."),
    Channel.CHANCE: ("Zufällig auf dem Markt getroffen.", "Vor dem Laden ins Gespräch gekommen.", "In der Bahn getroffen."),
    Channel.LETTER: ("Brief mit Unterlagen.", "Schriftliche Anfrage."),
    Channel.WEB: ("Über das Formular gemeldet.", "Anfrage über die Webseite."),
}
ENDINGS = {
    Outcome.INFORMED: (
        "Das reicht erst einmal.",
        "Unterlagen per Mail geschickt.",
        "Meldet sich bei Fragen.",
        "Liest sich ein.",
        "Ansprechperson bei der Kammer genannt.",
        "Will es im Team besprechen.",
    ),
    Outcome.NEED_RECORDED: (
        "Bedarf aufgenommen.",
        "Auf der Suchliste notiert.",
        "Eilt nicht, aber bis {later_month} sollte etwas da sein.",
        "Zeitlich flexibel.",
        "Besichtigung jederzeit möglich.",
    ),
    Outcome.INTRODUCED: (
        "Beide Seiten einverstanden, Nummern ausgetauscht.",
        "Ein Treffen ist für den {day} verabredet.",
        "Vorgestellt per Mail an beide.",
        "Melden sich direkt beieinander.",
        "Erster Anruf noch diese Woche.",
    ),
    Outcome.FUNDING_POINTED: (
        "Frist {day}.",
        "Richtlinie geschickt, Eigenanteil beachten.",
        "Antrag schreiben sie selbst, wir lesen gegen.",
        "Vorhaben darf vorher nicht begonnen werden.",
    ),
    Outcome.REFERRED: (
        "An das zuständige Amt verwiesen.",
        "Ansprechperson und Durchwahl mitgegeben.",
        "Termin macht {person} selbst.",
        "Dort schon vorgewarnt.",
    ),
    Outcome.TASK: ("Kläre ich bis {due}.", "Melde mich bis {due}.", "Übernehme ich.", "Antwort bis {due} zugesagt."),
    Outcome.SOLVED: ("Damit erledigt.", "Sehr zufrieden.", "Hat gut geklappt.", "Keine weiteren Schritte nötig."),
    Outcome.NOT_SOLVABLE: ("Dafür gibt es derzeit keinen Weg.", "Ehrlich gesagt, dass wir da nicht helfen können."),
    Outcome.NO_INTEREST: ("Möchte im Moment nichts weiter.", "Meldet sich von selbst, wenn es passt."),
    Outcome.OPEN: ("Bleibt offen.", "Noch keine Entscheidung.", "Im {month} wieder aufnehmen.", "Abwarten, was {person} berichtet."),
}
