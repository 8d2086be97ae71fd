"""Parts of German names, of which the sample of the benchmark is put together."""

# fmt: off

PLACE_FIRST = (
    "Ahl", "Alten", "Berg", "Birk", "Brunn", "Buch", "Burg", "Dachs", "Dorn", "Eber", "Eich", "Erl", "Esch", "Fisch",
    "Fried", "Fuchs", "Gers", "Grün", "Hain", "Hasel", "Heid", "Hirsch", "Hoh", "Holz", "Kalt", "Karl", "Kirch",
    "König", "Lauter", "Linden", "Markt", "Mitter", "Mühl", "Neu", "Nieder", "Ober", "Otters", "Rams", "Reichen",
    "Rosen", "Roß", "Sand", "Schön", "Schwarz", "Stein", "Sulz", "Tann", "Tief", "Unter", "Wald", "Weiß", "Wester",
    "Wiesen", "Ziegel",
)
PLACE_LAST = (
    "ach", "aurach", "bach", "berg", "bronn", "brunn", "burg", "dorf", "feld", "furt", "hausen", "heim", "hofen",
    "kirchen", "lach", "reuth", "rode", "stadt", "stett", "tal", "thann", "wang", "weiler", "wiesen",
)
STREET_FIRST = (
    "Ahorn", "Amsel", "Anger", "Apfel", "Bach", "Bahnhof", "Berg", "Birken", "Blumen", "Brücken", "Buchen", "Burg",
    "Distel", "Dorf", "Drossel", "Eichen", "Erlen", "Eschen", "Feld", "Fichten", "Finken", "Fischer", "Flieder",
    "Friedhof", "Garten", "Gerber", "Ginster", "Hafen", "Haupt", "Heide", "Hirten", "Hoch", "Holunder", "Jäger",
    "Kapellen", "Kastanien", "Kiefern", "Kirch", "Kloster", "Korn", "Kreuz", "Lerchen", "Linden", "Löwen", "Markt",
    "Mauer", "Meisen", "Mittel", "Mohn", "Mühl", "Nelken", "Neubau", "Park", "Pfarr", "Post", "Quell", "Rathaus",
    "Reben", "Ring", "Rosen", "Sand", "Schäfer", "Schiller", "Schloss", "Schmied", "Schul", "Schützen", "See",
    "Sonnen", "Spital", "Sport", "Stein", "Tal", "Tannen", "Teich", "Töpfer", "Tulpen", "Turm", "Ufer", "Ulmen",
    "Veilchen", "Wald", "Wasser", "Weiden", "Wein", "Wiesen", "Ziegelei", "Zimmerer",
)
STREET_LAST = (
    "straße", "straße", "straße", "straße", "weg", "weg", "weg", "gasse", "gasse", "platz", "ring", "allee", "steig",
    "graben", "hof", "ufer", "pfad", "grund",
)
STREET_BEFORE = ("Obere", "Untere", "Alte", "Neue", "Lange", "Kurze", "Hintere", "Vordere", "Kleine", "Große")
STREET_AT = ("Am", "Im", "An der", "Auf dem", "Zum", "Zur", "Hinter dem", "Unter der")
STREET_AT_WHAT = (
    "Anger", "Bild", "Brühl", "Dreschplatz", "Eselsberg", "Felsenkeller", "Gerstenacker", "Hang", "Himmelreich",
    "Kalkofen", "Kapellenberg", "Kirchenbühl", "Klingelbrunnen", "Langen Rain", "Lerchenfeld", "Mühlbach", "Point",
    "Roten Kreuz", "Schafhof", "Schlossberg", "Sonnenhang", "Steinbruch", "Tiefen Weg", "Vogelherd", "Weinberg",
    "Wiesengrund", "Ziegelhütte", "Zollhaus",
)
FIRST_NAMES = (
    "Adalbert", "Albert", "Anna", "Bernhard", "Clara", "Dorothea", "Eduard", "Elisabeth", "Ferdinand", "Franziska",
    "Friedrich", "Georg", "Gottfried", "Heinrich", "Hermann", "Johann", "Josef", "Karoline", "Katharina", "Konrad",
    "Leonhard", "Ludwig", "Margarete", "Maria", "Martin", "Matthias", "Michael", "Nikolaus", "Ottilie", "Paul",
    "Peter", "Philipp", "Rudolf", "Sebastian", "Sophie", "Theodor", "Theresia", "Ulrich", "Walburga", "Wilhelm",
)
LAST_NAMES = (
    "Adelmann", "Bauer", "Baumgärtner", "Breitenbach", "Dietrich", "Ebert", "Eckhardt", "Fleischmann", "Fröhlich",
    "Geißler", "Goldschmidt", "Grünewald", "Haßfurter", "Hoffmann", "Höfling", "Jungkunz", "Kämmerer", "Kleinschrod",
    "Krämer", "Lindner", "Meißner", "Neumeier", "Obermayer", "Pfeuffer", "Pfister", "Rößner", "Sauermann",
    "Schäffler", "Schlüter", "Schneidawind", "Schwarzmann", "Seuffert", "Stöckl", "Thoma", "Uhlmann", "Vollmuth",
    "Wagenhäuser", "Weigand", "Wohlfahrt", "Zimmermann",
)
GROUP_FIRST = (
    "Alpen", "Angel", "Bienen", "Bogen", "Bürger", "Chor", "Eltern", "Fahrrad", "Familien", "Fasnachts", "Foto",
    "Frauen", "Fußball", "Garten", "Geschichts", "Handball", "Heimat", "Hilfs", "Hunde", "Imker", "Jugend", "Kanu",
    "Kegel", "Klima", "Kultur", "Kunst", "Lauf", "Lese", "Männer", "Modell", "Musik", "Nachbarschafts", "Natur",
    "Obst", "Pfadfinder", "Radfahr", "Reit", "Ruder", "Sanitäts", "Schach", "Schützen", "Schwimm", "Segel",
    "Senioren", "Ski", "Spiel", "Sport", "Tanz", "Tauch", "Tennis", "Theater", "Tierschutz", "Trachten", "Turn",
    "Umwelt", "Volleyball", "Wander", "Wasser", "Wein", "Zither",
)
GROUP_LAST = (
    "verein", "verein", "club", "gruppe", "freunde", "gemeinschaft", "kreis", "bund", "initiative", "gesellschaft",
    "gilde", "kapelle", "stammtisch", "treff", "verband", "werkstatt", "zirkel", "zunft",
)
HELP_FIRST = (
    "Abhängigkeits", "Angehörigen", "Arbeitslosen", "Asyl", "Ausbildungs", "Behinderten", "Demenz", "Ehe", "Energie",
    "Ernährungs", "Erziehungs", "Flüchtlings", "Frauen", "Gewalt", "Gleichstellungs", "Hospiz", "Integrations",
    "Jugend", "Kinder", "Konflikt", "Krebs", "Krisen", "Lebens", "Mieter", "Migrations", "Obdachlosen", "Opfer",
    "Patienten", "Pflege", "Rechts", "Renten", "Schuldner", "Schwangeren", "Senioren", "Sozial", "Sprach",
    "Straffälligen", "Sucht", "Tagespflege", "Trauer", "Trennungs", "Verbraucher", "Vormundschafts", "Wohnungs",
)
HELP_LAST = (
    "beratung", "beratungsstelle", "hilfe", "dienst", "telefon", "zentrum", "netz", "lotse", "sprechstunde", "gruppe",
    "ambulanz", "begleitung", "werk", "haus",
)
PLACE_OF_USE = (
    "Bürgerhaus", "Dorfgemeinschaftshaus", "Eislaufbahn", "Festhalle", "Freibad", "Gemeindezentrum", "Grundschule",
    "Hallenbad", "Heimatmuseum", "Jugendhaus", "Kegelbahn", "Kindergarten", "Kletterhalle", "Kulturscheune",
    "Mehrzweckhalle", "Minigolfplatz", "Mittelschule", "Musikschule", "Pfarrheim", "Reithalle", "Schießanlage",
    "Seniorenheim", "Skateanlage", "Spielplatz", "Sporthalle", "Stadtbücherei", "Tennisanlage", "Turnhalle",
    "Volkshochschule", "Waldsportplatz",
)
ABOUT = (
    "Achtsamkeit", "Angststörung", "Arthrose", "Astronomie", "Barrierefreiheit", "Bluthochdruck", "Briefmarken",
    "Diabetes", "Eisenbahn", "Epilepsie", "Erste Hilfe", "Familiengeschichte", "Gebärdensprache", "Gitarre",
    "Hebamme", "Hochbegabung", "Inklusion", "Jonglage", "Keramik", "Kräuterkunde", "Legasthenie", "Mundart", "Nähen",
    "Ökologie", "Orgelmusik", "Parkinson", "Philosophie", "Prostata", "Quilten", "Rheuma", "Rückengymnastik",
    "Schlaganfall", "Schmerz", "Stottern", "Streuobst", "Tinnitus", "Töpfern", "Trommeln", "Upcycling",
    "Vegetarisches", "Wirbelsäule", "Yoga", "Zöliakie", "Zuckerkrankheit",
)
OFFER = (
    "Gemeinsam üben wir jede Woche und freuen uns über neue Gesichter.",
    "Fachleute hören zu, vertraulich und kostenlos, auf Wunsch ohne Namen.",
    "Im Sommer treffen sich alle draußen, im Winter in geheizten Räumen.",
    "Anfängerinnen und Fortgeschrittene sind gleichermaßen willkommen.",
    "Für Familien gibt es ermäßigte Beiträge und eine Betreuung der Kleinen.",
    "Termine nach Absprache, auch abends und am Wochenende.",
    "Ehrenamtliche begleiten zu Behörden und helfen beim Ausfüllen von Anträgen.",
    "Ausrüstung wird gestellt, mitzubringen ist nur gute Laune.",
)
