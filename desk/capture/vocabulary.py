"""Words that a reader of German notes knows: what is no name, what many names share, what people are called."""

# Words that never begin or make a name in a note; the search is not asked for them.
NO_NAMES = frozenset(
    """
    ab aber alle allem allen alles als also am an andere anderen anruf ans antwort april auch auf aus august bald bei beim beide
    bekommen besuch bietet bin bis bisher bitte brauchen braucht da dabei dafuer dann darf darueber das dass davon dazu dem den denn
    der des dezember die dienstag dies diese diesem diesen dieser doch donnerstag dort du durch ein eine einem einen einer eines
    email mail er erledigt erst es etwa etwas euch fehlt fragt frau freitag fuer fur gab ganz gar geht gern gerne gestern gesprochen
    getroffen gibt gut hat hatte haben herr heute hier hin ich ihm ihn ihnen ihr ihre ihrem ihren im immer in ins ist ja jahr januar
    jetzt juli juni kam kann kein keine keinen kommen kommt koennen konnte lange leider letzte letzten letzter machen macht man mehr
    mein meldet melden mich min minuten mir mit mittwoch moechte monat montag morgen muss muessen nach naechste naechsten nachfragen
    neu neue neuen neuer nicht nichts noch november nun nur ob oder ohne oktober ort per prima promille samstag schicke schicken
    schickt schon sehr sein seine seit september sich sie sind so soll sollen sonntag sonst std stunde stunden sucht suchen tag
    tagen tel telefon telefonat telefoniert termin ueber uhr um und uns unser unsere unter vertraulich viel viele vom von vor vorbei
    vorlage war waren was wegen wenn wer werden wie wieder wiedervorlage will wir wird wo woche wochen wollen wurde wv zeit zu zum
    zur zwischen februar maerz marz mai angerufen ortstermin erreicht niemand danach ca interesse raum raeume lager foerderung hilfe
    kontakt angebot bedarf infos info gespraech treffen frage fragen idee projekt
    """.split()
)
# What many names share and a note says of anything: alone such a word names nobody.
SHARED = frozenset(
    """
    cafe kaffee baeckerei tischlerei schreinerei imkerei roesterei gaertnerei brauerei metzgerei schneiderei druckerei buchhandlung
    buchladen laden hofladen dorfladen bioladen weltladen markt wochenmarkt flohmarkt werkstatt fahrradwerkstatt garten
    gemeinschaftsgarten hof biohof haus huette treff treffpunkt nachbarschaftstreff verein foerderverein initiative
    buergerinitiative gruppe kollektiv genossenschaft gesellschaft stiftung netzwerk buendnis forum verband kreis arbeitskreis runde
    zentrum zentrale agentur buero atelier studio schule hochschule universitaet kita kirche gemeinde stadt stadtteil quartier mitte
    nord sued ost west oben unten alt neu jung gross klein gute gutes gruen kueche kantine restaurant kneipe bar imbiss kino theater
    museum galerie bibliothek buecherei verleih vermietung handel versand vertrieb service dienst handwerk bau energie strom solar
    klima umwelt natur bio fair regional lokal essen lebensmittel gemuese obst brot honig wein bier kleidung mode holz metall moebel
    papier textil ware waren unverpackt kunst kultur musik sport familie kinder jugend senioren frauen leben leute menschen freunde
    partner team projekt plattform labor lab raum raeume speicher lager fabrik mobil rad fahrrad lastenrad auto verkehr boden wald
    wasser dinge sachen tausch tauschen leihen teilen reparatur repair start startup bank boerse kasse fonds akademie club bruecke
    tal berg feld wiese park platz strasse weg insel anker hafen sonne stern zeit zukunft wandel arbeit hilfe aktion kampagne tag
    gemeinsam zwei drei vier fuenf sechs sieben acht neun zehn eins hundert tausend repaircafe ladenlokal bibliotheken bund beratung
    beirat buergerverein sozial wohnen wohnprojekt wohnung mehrgenerationenhaus
    """.split()
)
# Who is no actor of the register, though a note names it like one.
NOBODY = frozenset(
    """
    vermieter vermieterin eigentuemer eigentuemerin hauseigentuemer vorstand geschaeftsfuehrung geschaeftsfuehrer
    geschaeftsfuehrerin chef chefin leitung inhaber inhaberin gruender gruenderin gruendern team kollege kollegin kollegen
    kolleginnen nachbar nachbarin nachbarn steuerberater steuerberaterin architekt architektin anwalt anwaeltin notar notarin
    hausverwaltung verwaltung amt bauamt ordnungsamt finanzamt gesundheitsamt umweltamt jobcenter arbeitsagentur ihk hwk
    handwerkskammer kammer kaemmerei stadt stadtverwaltung stadtplanung rathaus feuerwehr bauaufsicht denkmalschutz liegenschaften
    presse polizei bank sparkasse vereinsvorstand mitarbeiter mitarbeiterin mitarbeiterinnen ehrenamtliche ehrenamtlichen mitglieder
    mitgliedern kunden kundinnen lieferanten partnern buergermeister oberbuergermeister dezernent dezernentin politik fraktion
    jemand niemand allen beiden beide leuten freund freundin mann tochter sohn mutter vater bruder schwester praktikant praktikantin
    azubi vertretung sekretariat empfang zentrale
    """.split()
)
NOBODY_ENDS = tuple(
    """
    amt kammer verwaltung behoerde vorstand leitung fuehrung berater beraterin stelle ausschuss aufsicht abteilung
    ministerium ungen ung heit keit tion
    mitglied mitglieder vertreter vertreterin sprecher sprecherin werte frage fragen
    """.split()
)
# What people do in a sentence right after a name that begins it.
DOES = frozenset(
    """
    sucht suchen braucht brauchen benoetigt benoetigen will wollen moechte moechten fragt fragen hat haben ruft rief rufen meldet
    melden bietet bieten plant planen war waren ist sind kommt kommen kam kamen schickt schicken besucht angerufen getroffen
    gesprochen telefoniert erreicht wuenscht zieht ziehen gibt fehlt fehlen bekommt bekommen hoert moechten gruendet macht machen
    erledigt informiert nicht
    """.split()
)
# "der Verein Anker", "Firma Glück": what follows is a name.
CALLED = frozenset(
    "firma fa initiative verein gruppe projekt startup kollektiv genossenschaft akteur betrieb gruendung neugruendung unternehmen".split()
)
TALKED = frozenset(
    """
    tel telefonat telefoniert telefon telefontermin anruf angerufen gesprochen gespraech termin treffen getroffen besuch besucht
    ortstermin mail email zoom videocall videokonferenz rueckruf kontakt gemailt unterhalten videotermin online teams brief
    erstgespraech beratung post nachricht anfrage
    """.split()
)
# First names, so that nobody's name is taken for a new actor's; a register knows more of its own people.
FIRST_NAMES = frozenset(
    """
    ada adam adrian ahmed ahmet aischa alexander alexandra ali alice alina amelie amir ana anastasia andre andrea andreas angela
    angelika anika anita anja anke anna anne anneliese annett annette annegret anni annika antje anton antonia arne arthur astrid
    axel ayla ayse azra barbara bastian beate ben benjamin bernd bernhard bettina bianca bilal birgit birgitta birte bjoern brigitte
    britta bruno burcu can carina carl carla carmen carolin caroline carsten catrin cem charlotte christa christian christiane
    christina christine christoph christopher clara claudia claus clemens constanze cora cornelia dagmar damian daniel daniela david
    deniz denise dennis detlef diana dieter dilek dirk dominik dominique dora doris doerte edgar edith ekkehard elena elfriede elias
    elif elisa elisabeth elke ella ellen elvira emil emilia emine emma emre erik erika ernst esra esther eva evelyn fabian fatima
    fatma felix ferdinand finn florian frank franz franziska frauke frederik frieda friederike friedhelm friedrich fritz gabi
    gabriel gabriele gabriela georg gerd gerda gerhard gerlinde gisela gregor gudrun guenter guenther gunnar hakan hanna hannah
    hannelore hannes hans harald hartmut hasan hatice heidi heike heiko heiner heinrich heinz helen helena helene helga helmut
    hendrik henning henrike herbert hermann hilde hildegard holger horst hubert hueseyin ibrahim ilse ilona imke ina ines inga inge
    ingeborg ingo ingrid irene iris irina isabel isabella ismail jakob jan jana janina jannik jannis jens joachim joana johann
    johanna johannes jonas jonathan joerg josef josefine juergen julia julian juliane julius jutta kai karin karina karl karla
    karsten katharina kathrin katja katrin kemal kerstin kevin kim kirsten klara klaus konrad konstantin kristin kristina kurt lara
    lars laura lea lena lennart leo leon leonie leyla lia liam lina linda linus lisa lore lothar lotte louis louisa luca lucas lucia
    luis luisa lukas lutz luzie magdalena maike malte mandy manfred manuel manuela mara marc marcel marco marcus maren margarete
    margit margot maria marianne marie marina mario marion marius markus marlene marlies marta martha martin martina mathias
    mathilde matthias max maximilian mehmet melanie melek melina merle meryem mia micha michael michaela michel milan mila mina
    miriam mirjam mohamed mohammed monika moritz murat mustafa nadine nadja natalie natascha nele nicola nicole niklas nils nina
    noah nora norbert olaf ole olga oliver olivia omar oskar oezlem pascal patricia patrick paul paula pauline peer peter petra
    philipp pia rabea rainer ralf ramona raphael rebecca regina reinhard renate rene richard rita robert robin roland rolf roman
    ronja rosa rosemarie ruben rudolf ruediger ruth sabine sabrina salma samira samuel sandra sara sarah sascha sebastian selin
    selma serkan sevgi sibylle siegfried sigrid silke silvia simon simone sina sofia sofie soenke sophia sophie soren stefan
    stefanie steffen steffi stella stephan stephanie susanne suse sven svenja sylvia tanja tarik tatjana teresa theo theresa thomas
    thorsten tilman tim timo tina tobias tom tomasz toni torben torsten udo ulf ulla ulrich ulrike ursula ute uwe valentin vanessa
    vera verena veronika victoria viktor viktoria volker walter waltraud werner wiebke wilhelm wilma winfried wolf wolfgang yannick
    yasemin yasmin yilmaz yusuf yvonne zeynep
    """.split()
)
