"""The words of which invented names, addresses and people are made."""

WORDS = """
Holunder Siebenpunkt Mauersegler Rotkehlchen Zaunkönig Distelfink Kastanie Blauregen Butterblume Pusteblume Löwenzahn Quitte Mispel
Wacholder Schlehe Sauerampfer Brennnessel Rosmarin Salbei Bergamotte Sanddorn Hagebutte Fliederbusch Glockenblume Wiesenknopf
Sonnenblume Kornblume Maulwurf Waschbär Siebenschläfer Igelbau Eichhorn Feldhase Wildbiene Hummelflug Libelle Grashüpfer Ameise Glühwurm
Laubfrosch Krähennest Kiebitz Pirol Stieglitz Nachtigall Eisvogel Wiedehopf Schwalbennest Kranich Lerche Amsel Habicht Kauz Kupferdraht
Messing Zinnober Ocker Anthrazit Sepia Türkis Karmin Kobalt Umbra Knopfloch Fingerhut Stecknadel Schraubzwinge Winkeleisen Hobelspan
Sägezahn Feile Amboss Drehmoment Zahnrad Kugellager Flaschenzug Werkbank Kesselhaus Hinterhaus Dachboden Kellertür Drehtür Oberlicht
Ziegelrot Laterne Windfang Wendeltreppe Torbogen Litfaß Bordstein Kreidekreis Morgenrot Abendbrot Sonntagskind Nordwind Wolkenbruch
Regenfass Rückenwind Sommerloch Spätschicht Feierabend Freitag Halbzeit Zeitlupe Papierboot Kompass Leuchtturm Hafenkante Flaschenpost
Treibholz Rettungsring Brückenkopf Zugvogel Steinpilz Rübenkraut Apfelkern Kichererbse Roggen Dinkel Emmer Buchweizen Linse Pastinake
Topinambur Mangold Schwarzwurzel Kürbis Sauerteig Zimtschnecke Pfeffersack Salzfass Brotzeit
""".split()

STREET_STARTS = """
Kirschbaum Spulen Färber Garn Lerchen Schlehen Holunder Ziegelei Mühlgraben Brunnen Weber Bleicher Linden Ulmen Ahorn Schlosser Kessel
Hammer Kohlen Stollen Hafer Roggen Werkbund Tuchmacher Seiler Böttcher Küfer Wagner Drechsler Feilenhauer Amsel Drossel Finken Zeisig
Kranich Hasel Wacholder Ginster Heide Quellen Teich Wiesen Acker Anger Turm Glocken Salz Kupfer Messing Zinn Gerber Korb Leinen Flachs
Walk Druckerei Bogen Kutscher Fuhrmanns Schiffer Treidel Brücken Ufer Hang Sonnen Abend Morgen Nord Sternen Laternen Pflaster Sandstein
Basalt Kiesel Lehm
""".split()
# (ending, "where": {} is the street)
STREET_ENDINGS = (
    ("straße", "in der {}"),
    ("straße", "in der {}"),
    ("straße", "in der {}"),
    ("weg", "am {}"),
    ("weg", "am {}"),
    ("gasse", "in der {}"),
    ("platz", "am {}"),
    ("steig", "am {}"),
    ("pfad", "am {}"),
    ("allee", "an der {}"),
    ("stiege", "an der {}"),
)
HOUSE_STARTS = """
Spindel Färber Bleicher Garn Kutscher Ziegel Mühlen Linden Ulmen Schlosser Kessel Kohlen Tuch Seiler Korn Eisen Wagner Hammer Leinen
Salz Kupfer Gerber Weber Schiffer Quer Eck Hinter Licht Sonnen Nord Glocken Turm Backstein Holz Seifen Papier Senf Tabak Zucker
Schrauben Nadel
""".split()
HOUSE_ENDINGS = (
    ("hof", "im {}"),
    ("hof", "im {}"),
    ("haus", "im {}"),
    ("speicher", "im {}"),
    ("halle", "in der {}"),
    ("remise", "in der {}"),
    ("schuppen", "im {}"),
    ("fabrik", "in der {}"),
)
FARM_STARTS = """
Buchen Schlehen Hasel Kuckucks Eulen Sonnen Quellen Krähen Distel Ähren Klee Wiesen Birken Erlen Dachs Hasen Reh Lerchen Ginster
Sauerkirsch Ampfer Heide Mohn Malven Kiebitz Nuss Apfel Birnen Schaf Ziegen Bienen Sieben Stein Sand Lehm Born
""".split()
FARM_ENDINGS = ("hof", "hof", "hof", "kamp", "acker", "feld", "grund")

# How many of a hundred people bear a name of which language.
ORIGINS = {"german": 62, "turkish": 11, "arabic": 7, "slavic": 10, "romance": 6, "african": 2, "asian": 2}
# (first names of women, of men, last names)
NAMES = {
    language: tuple(names.split() for names in lists)
    for language, lists in {
        "german": (
            """
            Anke Birgit Claudia Dagmar Elke Frauke Gudrun Heike Ines Jutta Karin Lena Marlies Nele Petra Renate Sabine Tanja Ute Vera
            Wiebke Antje Barbara Cordula Doris Edith Friederike Greta Hannah Ida Johanna Klara Luise Mathilda Nora Paula Ricarda Sophie
            Theresa Verena Annika Bettina Carla Eva Franziska Gesa Hilde Imke Julia Katja Laura Maren Nina Rieke Silke Svenja Ulla
            Wencke
            """,
            """
            Achim Bernd Christoph Detlef Eberhard Frank Gerd Holger Ingo Jens Karsten Lothar Matthias Norbert Olaf Peter Ralf Stefan
            Thorsten Uwe Volker Wolfgang Andreas Benedikt Clemens Dirk Erik Felix Georg Heinrich Jakob Konstantin Leander Moritz Niklas
            Oskar Paul Robert Simon Till Alexander Burkhard Daniel Florian Hannes Jannik Kilian Lennart Martin Nils Philipp Rolf Sven
            Thomas
            """,
            """
            Ahlers Bachhausen Brinkschulte Buschkamp Dahlmann Dickhaut Ebbinghoff Eickelberg Fahrenholz Feldhoff Gerling Grünewald
            Habermehl Halbach Heidkamp Hünninghaus Isenberg Jüngst Kaltenbach Kamphausen Kirchhoff Köllmann Kuhlendahl Lohbeck Lüttgen
            Mertenskötter Middendorf Niederberg Nölke Oberhage Osterkamp Overbeck Pöppelmann Quante Rademacher Reinshagen Rittershaus
            Rosenkötter Sandweg Schlieper Schmidtkamp Schürholz Sieveking Sprockhoff Steinhaus Stockhaus Tappe Terbrüggen Uhlenbrock
            Vahrenhorst Vennemann Vogelsang Wachholder Walbrecht Weidenfeld Westerkamp Wiebusch Wittkopp Zumbusch Althoff Bärwolf Clasen
            Diekmann Ernsting Fischbach Götz Hartkopf Immel Jahn Knoche Lindner Mohr Nagel Otte Pauli Rehbein Seidel Thomsen Ulrich
            Vetter Wirtz Zander Bollmann Drechsel Everding Finke Grabe Hesse Klages Lammers Möhle Pieper Rust Siebert Tiedemann Voss
            Wenzel
            """,
        ),
        "turkish": (
            "Sevim Aylin Fatma Elif Zeynep Meryem Leyla Esra Gülay Hatice Nuray Selin",
            "Murat Emre Hakan Yusuf Cem Orhan Ali Bülent Deniz İbrahim Kemal Serkan",
            "Yıldız Kaya Demirci Öztürk Çelik Arslan Koç Şahin Aksoy Erdem Güneş Polat Tekin Uçar Yalçın",
        ),
        "arabic": (
            "Amira Yasmin Nour Rana Samira Hanan Dalia Shirin Parisa Mina Rim Salma",
            "Karim Omar Bilal Tarek Hassan Reza Daryush Samir Nabil Farid Amir Jamal",
            "Haddad Mansour Khalil Saleh Rahimi Karimi Ahmadi Nasser Darwish Sabbagh Farahani Azizi",
        ),
        "slavic": (
            "Olga Natalia Iryna Oksana Agnieszka Katarzyna Monika Ewa Joanna Mirela Ana Milena Jelena Dragana Tetiana",
            "Oleksandr Dmytro Sergej Andrij Tomasz Piotr Marek Krzysztof Goran Zoran Milan Nikola Bogdan Pavlo Jakub",
            "Kowalczyk Nowak Mazur Wójcik Petrenko Shevchuk Bondar Melnyk Tkachenko Popović Jovanović Marković Horvat Babić Kovač",
        ),
        "romance": (
            "Maria Giulia Chiara Rosa Carmen Lucía Inês Francesca Elena Sofia",
            "Luca Matteo Antonio Diego Rui Salvatore Pablo Miguel Andrea Tiago",
            "Ricci Moretti Conti Ferrari García Romero Silva Pereira Costa Navarro Greco Marques",
        ),
        "african": (
            "Adwoa Fatou Grace Miriam Aminata Blessing",
            "Kwame Mamadou Samuel Elias Ibrahima Joseph",
            "Mensah Boateng Diallo Traoré Okafor Asante Ndiaye Keita",
        ),
        "asian": (
            "Thi-Lan Mai Priya Anjali Linh Hoa",
            "Minh Duc Arjun Tuan Ravi Hung",
            "Nguyen Pham Tran Sharma Iyer Le Vu Gupta",
        ),
    }.items()
}
TITLES = ("Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dipl.-Ing.")

TAGS = (
    "Lebensmittel",
    "Reparatur",
    "Textil",
    "Holz",
    "Metall",
    "Fahrrad",
    "Energie",
    "Kultur",
    "Bildung",
    "Integration",
    "Jugend",
    "Ältere Menschen",
    "Familien",
    "Inklusion",
    "Ehrenamt",
    "Ausbildungsbetrieb",
    "Bio",
    "Fairer Handel",
    "Unverpackt",
    "Kreislaufwirtschaft",
    "Leerstand",
    "Weihnachtsmarkt",
    "Lieferdienst",
    "Gründung",
    "Nachfolge gesucht",
    "Klimaschutz",
    "Online-Handel",
)
