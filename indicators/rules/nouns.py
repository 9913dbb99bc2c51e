"""The noun phrase after a number: "ogłoszonych konkursów", "posiedzeń Rady", "osób z niepełnosprawnościami".

A numeral governs the case of the noun: five and more take the genitive plural, two to four the nominative plural, one
the nominative singular; a fraction and a percentage take the genitive of either number. A word is recognised as a noun
by an ending that only the genitive has ("-ów", "-ń", "-cji"); every other form must be in the list of nouns. Any other
word ends the phrase, so the target is not parsed.
"""

import re
from decimal import Decimal
from enum import Enum

from cooperation.text import plural
from indicators.rules.numerals import MONTHS, ROMAN, word_set
from indicators.rules.tokens import Cursor


class Governs(Enum):
    """Which form of the noun the number governs."""

    ONE = "one"
    FEW = "few"
    MANY = "many"
    SHARE = "share"  # a percentage or a fraction


# Words with the endings of a noun phrase that never belong to one: units of time (they would be an unparsed period),
# comparisons, comparative adverbs, quantifiers.
NEVER_COUNTED = MONTHS.keys() | word_set(
    """
    rok roku rokiem lata latach latami r kwartał kwartału kwartale kwartały kwartałów miesiąc miesiąca miesiącu
    półrocze półrocza półroczu półroczy tydzień tygodnia tygodniu dzień dnia dniu okresu okres okresie
    temu tego jego czasu
    kadencji kadencja sezonu semestru semestrów sezonów etapu dekady dekad jesień
    poprzedni poprzedniego poprzedniej poprzednich ubiegłego ubiegłej ubiegłych zeszłego zeszłej zeszłych
    ostatni ostatniego ostatniej ostatnich bazowa bazowy bazowe bazowego bazowej bazowych wyjściowa wyjściowego
    wyjściowej wyjściowych początkowego początkowej początkowych dotychczasowego dotychczasowej dotychczasowych
    obecnego obecnej obecnych aktualnego średniego średniej średnia średni średnie przeciętnego przeciętnej
    planowanego planowanej wzrost wzrostu spadek spadku przyrost przyrostu zmniejszenia zwiększenia różnicy
    więcej mniej najmniej najwięcej później wcześniej dalej częściej rzadziej lepiej gorzej inaczej łącznej
    każda każde każdy każdego każdej każdych których jakich takich tych ich nich niektórych pozostałych
    kolejnych kolejnego kolejnej następnych następnego następnej jednego jednej
    szacowanych szacunkowych przybliżonych orientacyjnych wtorek piątek początek
    znów tu tam stu obu ilu wielu kilku paru kilkunastu kilkudziesięciu razy raz razu ca ku
    coroczny coroczna coroczne corocznych doroczny doroczna doroczne dorocznych comiesięczny comiesięczna comiesięczne
    comiesięcznych cokwartalny cokwartalna cokwartalne cokwartalnych stanu
    tak nie jeszcze zawsze prawie ponadto naraz
    """
)

# Nominative singular, nominative plural, genitive plural; nouns without a singular repeat the plural.
_NOUNS = """
akcja akcje akcji, akt akty aktów, analiza analizy analiz, ankieta ankiety ankiet, aplikacja aplikacje aplikacji,
artykuł artykuły artykułów, audycja audycje audycji, audyt audyty audytów, aktualizacja aktualizacje aktualizacji,
badanie badania badań, baza bazy baz, biblioteka biblioteki bibliotek, biuletyn biuletyny biuletynów,
broszura broszury broszur, budynek budynki budynków, centrum centra centrów, debata debaty debat,
dokument dokumenty dokumentów, diagnoza diagnozy diagnoz, dotacja dotacje dotacji, doradca doradcy doradców,
działanie działania działań, dziecko dzieci dzieci, edycja edycje edycji, egzemplarz egzemplarze egzemplarzy,
ekspert eksperci ekspertów, ekspertyza ekspertyzy ekspertyz, etat etaty etatów, ewaluacja ewaluacje ewaluacji,
festyn festyny festynów, festiwal festiwale festiwali, film filmy filmów, firma firmy firm, forum fora forów,
folder foldery folderów, fundacja fundacje fundacji, gala gale gal, gmina gminy gmin, grant granty grantów,
grupa grupy grup, godzina godziny godzin, impreza imprezy imprez, informacja informacje informacji,
inicjatywa inicjatywy inicjatyw, instytucja instytucje instytucji, inwestycja inwestycje inwestycji,
jednostka jednostki jednostek, kampania kampanie kampanii, kino kina kin, klub kluby klubów, kobieta kobiety kobiet,
komisja komisje komisji, koncepcja koncepcje koncepcji, koncert koncerty koncertów,
konferencja konferencje konferencji, konkurs konkursy konkursów, konsultacja konsultacje konsultacji, konto konta kont,
kontrola kontrole kontroli, koło koła kół, książka książki książek, kurs kursy kursów, lekcja lekcje lekcji,
lider liderzy liderów, lista listy list, lokal lokale lokali, materiał materiały materiałów, metr metry metrów,
miejsce miejsca miejsc, miejscowość miejscowości miejscowości, model modele modeli, moduł moduły modułów,
mieszkanie mieszkania mieszkań, mieszkaniec mieszkańcy mieszkańców, minuta minuty minut,
mikrodotacja mikrodotacje mikrodotacji, mikrogrant mikrogranty mikrograntów, mężczyzna mężczyźni mężczyzn,
nabór nabory naborów, nagroda nagrody nagród, narada narady narad, narzędzie narzędzia narzędzi,
newsletter newslettery newsletterów, nauczyciel nauczyciele nauczycieli, numer numery numerów, obiekt obiekty obiektów,
obywatel obywatele obywateli, ocena oceny ocen, odbiorca odbiorcy odbiorców, odpowiedź odpowiedzi odpowiedzi,
oferta oferty ofert, ogłoszenie ogłoszenia ogłoszeń, opracowanie opracowania opracowań, opinia opinie opinii,
organizacja organizacje organizacji, osoba osoby osób, ośrodek ośrodki ośrodków, partner partnerzy partnerów,
partnerstwo partnerstwa partnerstw, patronat patronaty patronatów, panel panele paneli, piknik pikniki pikników,
plakat plakaty plakatów, plan plany planów, placówka placówki placówek, platforma platformy platform,
podcast podcasty podcastów, podmiot podmioty podmiotów, podręcznik podręczniki podręczników, pomysł pomysły pomysłów,
porada porady porad, poradnik poradniki poradników, porozumienie porozumienia porozumień, portal portale portali,
posiedzenie posiedzenia posiedzeń, post posty postów, powiat powiaty powiatów, pożyczka pożyczki pożyczek,
praca prace prac, pracownik pracownicy pracowników, praktyka praktyki praktyk, praktykant praktykanci praktykantów,
prelekcja prelekcje prelekcji, prezentacja prezentacje prezentacji, procedura procedury procedur,
produkt produkty produktów, program programy programów, projekt projekty projektów, propozycja propozycje propozycji,
przedsiębiorstwo przedsiębiorstwa przedsiębiorstw, przedsięwzięcie przedsięwzięcia przedsięwzięć,
przedstawiciel przedstawiciele przedstawicieli, przegląd przeglądy przeglądów, publikacja publikacje publikacji,
punkt punkty punktów, rada rady rad, raport raporty raportów, rejestr rejestry rejestrów,
rekomendacja rekomendacje rekomendacji, regulamin regulaminy regulaminów, relacja relacje relacji,
rodzina rodziny rodzin, rozwiązanie rozwiązania rozwiązań, seminarium seminaria seminariów, senior seniorzy seniorów,
sesja sesje sesji, sieć sieci sieci, skarga skargi skarg, spektakl spektakle spektakli,
społeczność społeczności społeczności, spotkanie spotkania spotkań, spot spoty spotów,
sprawozdanie sprawozdania sprawozdań, standard standardy standardów, staż staże staży, stażysta stażyści stażystów,
strategia strategie strategii, stowarzyszenie stowarzyszenia stowarzyszeń, strona strony stron,
stypendium stypendia stypendiów, system systemy systemów, szkolenie szkolenia szkoleń, szkoła szkoły szkół,
sztuka sztuki sztuk, świetlica świetlice świetlic, targi targi targów, tona tony ton, turniej turnieje turniejów,
tytuł tytuły tytułów, uczelnia uczelnie uczelni, uczestnik uczestnicy uczestników, uczennica uczennice uczennic,
uczeń uczniowie uczniów, uchwała uchwały uchwał, ulotka ulotki ulotek, umowa umowy umów,
urządzenie urządzenia urządzeń, usługa usługi usług, uwaga uwagi uwag, użytkownik użytkownicy użytkowników,
warsztat warsztaty warsztatów, webinar webinary webinarów, webinarium webinaria webinariów, wejście wejścia wejść,
wizyta wizyty wizyt, wniosek wnioski wniosków, wolontariusz wolontariusze wolontariuszy, wpis wpisy wpisów,
wydanie wydania wydań, wydarzenie wydarzenia wydarzeń, wyjazd wyjazdy wyjazdów, wykład wykłady wykładów,
wymiana wymiany wymian, wystawa wystawy wystaw, zadanie zadania zadań, zajęcia zajęcia zajęć,
zarządzenie zarządzenia zarządzeń, zawody zawody zawodów, zespół zespoły zespołów, zgłoszenie zgłoszenia zgłoszeń,
zjazd zjazdy zjazdów, związek związki związków, zebranie zebrania zebrań, zabytek zabytki zabytków,
zestaw zestawy zestawów, wskaźnik wskaźniki wskaźników, wzór wzory wzorów, opiekun opiekunowie opiekunów,
osiedle osiedla osiedli, sołectwo sołectwa sołectw, samorząd samorządy samorządów,
spółdzielnia spółdzielnie spółdzielni, spółka spółki spółek, gospodarstwo gospodarstwa gospodarstw,
hektar hektary hektarów, kilometr kilometry kilometrów, kategoria kategorie kategorii, ulga ulgi ulg,
rajd rajdy rajdów, reportaż reportaże reportaży, odcinek odcinki odcinków, obszar obszary obszarów,
ścieżka ścieżki ścieżek, trasa trasy tras, tablica tablice tablic, transmisja transmisje transmisji,
wywiad wywiady wywiadów, zawodnik zawodnicy zawodników, zamówienie zamówienia zamówień, zakup zakupy zakupów,
ćwiczenie ćwiczenia ćwiczeń, świadczenie świadczenia świadczeń, mediacja mediacje mediacji, klaster klastry klastrów,
federacja federacje federacji, konwent konwenty konwentów, hackathon hackathony hackathonów, quiz quizy quizów,
mapa mapy map, makieta makiety makiet, kartka kartki kartek, karta karty kart, licencja licencje licencji,
certyfikat certyfikaty certyfikatów, akredytacja akredytacje akredytacji, decyzja decyzje decyzji, zmiana zmiany zmian,
zasada zasady zasad, zgoda zgody zgód, zbiórka zbiórki zbiórek, paczka paczki paczek, rozmowa rozmowy rozmów,
próba próby prób, sprawa sprawy spraw, petycja petycje petycji, klasa klasy klas, reklama reklamy reklam,
kamera kamery kamer, lampa lampy lamp, zdjęcie zdjęcia zdjęć, kliknięcie kliknięcia kliknięć,
przedszkole przedszkola przedszkoli, droga drogi dróg, wersja wersje wersji, gazeta gazety gazet, dyżur dyżury dyżurów,
gra gry gier, olimpiada olimpiady olimpiad, wycieczka wycieczki wycieczek, trener trenerzy trenerów,
zapytanie zapytania zapytań, siedziba siedziby siedzib, sala sale sal, członek członkowie członków,
beneficjent beneficjenci beneficjentów, klient klienci klientów, rodzic rodzice rodziców, student studenci studentów,
radny radni radnych, mecz mecze meczów, bieg biegi biegów, adres adresy adresów, album albumy albumów,
absolwent absolwenci absolwentów, ambasador ambasadorzy ambasadorów, animator animatorzy animatorów,
asystent asystenci asystentów, baner banery banerów, blog blogi blogów, boisko boiska boisk, budżet budżety budżetów,
cel cele celów, cykl cykle cykli, czasopismo czasopisma czasopism, delegacja delegacje delegacji, dom domy domów,
drużyna drużyny drużyn, drzewo drzewa drzew, dzielnica dzielnice dzielnic, element elementy elementów,
fotografia fotografie fotografii, fundusz fundusze funduszy, gadżet gadżety gadżetów, galeria galerie galerii,
gospodyni gospodynie gospodyń, harcerz harcerze harcerzy, hospicjum hospicja hospicjów,
inkubator inkubatory inkubatorów, instruktor instruktorzy instruktorów, interwencja interwencje interwencji,
jarmark jarmarki jarmarków, kalendarz kalendarze kalendarzy, kanał kanały kanałów, kandydat kandydaci kandydatów,
kiermasz kiermasze kiermaszy, kolonia kolonie kolonii, komputer komputery komputerów, komunikat komunikaty komunikatów,
kontakt kontakty kontaktów, koordynator koordynatorzy koordynatorów, koszulka koszulki koszulek, kwesta kwesty kwest,
laureat laureaci laureatów, ławka ławki ławek, łąka łąki łąk, maraton maratony maratonów, marsz marsze marszów,
migrant migranci migrantów, muzeum muzea muzeów, nagranie nagrania nagrań, naklejka naklejki naklejek,
nasadzenie nasadzenia nasadzeń, notatka notatki notatek, obóz obozy obozów, odznaka odznaki odznak,
ogród ogrody ogrodów, opiekunka opiekunki opiekunek, pacjent pacjenci pacjentów, pakiet pakiety pakietów,
park parki parków, plac place placów, plener plenery plenerów, podopieczny podopieczni podopiecznych,
pojazd pojazdy pojazdów, pokaz pokazy pokazów, poradnia poradnie poradni, posiłek posiłki posiłków,
potrzeba potrzeby potrzeb, półkolonia półkolonie półkolonii, profil profile profili, promocja promocje promocji,
protokół protokoły protokołów, przejazd przejazdy przejazdów, przystanek przystanki przystanków,
recenzja recenzje recenzji, remiza remizy remiz, remont remonty remontów, rolnik rolnicy rolników,
rower rowery rowerów, rozgrywki rozgrywki rozgrywek, sadzonka sadzonki sadzonek, schronisko schroniska schronisk,
sekcja sekcje sekcji, sektor sektory sektorów, specjalista specjaliści specjalistów, sportowiec sportowcy sportowców,
stacja stacje stacji, stanowisko stanowiska stanowisk, stoisko stoiska stoisk, straż straże straży,
strażak strażacy strażaków, sympozjum sympozja sympozjów, szpital szpitale szpitali, środek środki środków,
terapeuta terapeuci terapeutów, terapia terapie terapii, test testy testów, turysta turyści turystów,
uroczystość uroczystości uroczystości, urzędnik urzędnicy urzędników, widz widzowie widzów, wpłata wpłaty wpłat,
wyjście wyjścia wyjść, wynik wyniki wyników, wystąpienie wystąpienia wystąpień, występ występy występów,
zabawa zabawy zabaw, zaproszenie zaproszenia zaproszeń, zlot zloty zlotów, żłobek żłobki żłobków,
wyróżnienie wyróżnienia wyróżnień, medal medale medali, spacer spacery spacerów, metoda metody metod,
pożar pożary pożarów, wypadek wypadki wypadków, zgon zgony zgonów, przestępstwo przestępstwa przestępstw,
urodzenie urodzenia urodzeń, ofiara ofiary ofiar, przewóz przewozy przewozów, wykroczenie wykroczenia wykroczeń,
kolizja kolizje kolizji, awaria awarie awarii, przypadek przypadki przypadków, lekarz lekarze lekarzy,
"""
_ROWS = [row.split() for row in _NOUNS.replace("\n", " ").split(",") if row.strip()]
_ROW_OF = {form: number for number, row in enumerate(_ROWS) for form in row}
_SINGULAR = frozenset(form for row in _ROWS for form in (row[0], row[0][:-1] + "ę" if row[0].endswith("a") else row[0]))
_PLURAL = frozenset(row[1] for row in _ROWS) | {"dni", "miesiące", "tygodnie", "ludzie"}
_GENITIVE = frozenset(row[2] for row in _ROWS) | word_set(
    """
    dni lat miesięcy tygodni ludzi dorosłych młodych starszych bezrobotnych niepełnosprawnych
    stowarzyszeń odwiedzin wyświetleń odsłon pobrań subskrypcji polubień finansów zasobów drzew krzewów
    """
)
# Genitive singular of the base of a percentage, or of an attribute of a counted noun ("posiedzeń Rady").
_SINGULAR_GENITIVE = word_set(
    """
    rady pracy młodzieży pomocy kultury nauki edukacji wsi sieci liczby kwoty sumy puli kadry załogi powierzchni gminy
    społeczeństwa prawa marszałka sektora newslettera magazynu wolontariatu populacji szkoły grupy oferty umowy uchwały
    bazy strony organu zarządu sejmiku powiatu urzędu obywatela człowieka ochrony opieki zieleni ziemi energii
    komisji przyrody sztuki rodziny wiedzy turystyki ekologii gospodarki rynku obiektu wkładu radia telewizji
    """
)
# Acronyms and symbols that do not change with the case.
_INDECLINABLE = word_set("ngo owes pes jst opp lgd cis kis wtz zaz ozn ops mops gops pcpr gus")
_PERSONS = ("owie", "usze", "arze", "acze", "erze", "iele", "otni")
_ONLY_ATTRIBUTES = frozenset({"online", "on-line"})
_UNITS = word_set("szt os godz egz kpl pkt km ha mg kg t mw kwh mwh gwh h m mb l gb")
# Words in capital letters that are not acronyms.
_NO_ACRONYM = word_set("lub oraz albo max maks min mies kw pół ok po na do od za dla bez itp itd")
_EXACT_UNITS = ("m 2", "m 3")
_DAYS = ("dzień", "dni", "dni", "dnia")
_EXACT_MEASURES = frozenset({"zł", "tys. zł", "mln zł", "euro", "%", "m²", "m³", "p.p."})

_HEAD_ENDINGS = (
    "ów", "eń", "ań", "yń", "ek", "yw", "cji", "sji", "zji", "nii", "gii", "fii", "mii", "rii", "stw", "ctw",
    "dztw", "arzy", "erzy", "iuszy", "cieli", "ości",
)  # fmt: skip
_PARTICIPLES = ("ących", "onych", "anych", "itych", "ętych", "utych")
_SINGULAR_ENDINGS = ("cji", "sji", "zji", "ości", "ania", "enia", "ęcia", "stwa", "ctwa", "dztwa", "u")
_SINGULAR_ADJECTIVES = ("ego", "nej", "wej", "kiej", "tej", "łej", "czej", "szej")
_NOMINATIVE_ADJECTIVES = {
    Governs.ONE: (
        "ny", "na", "ne", "wy", "wa", "we", "ty", "ta", "te", "ki", "ka", "kie", "czy", "cza", "cze", "ły", "ła", "łe",
        "ży", "ża", "że", "ry", "ra", "re", "gi", "ga", "gie", "szy", "sza", "sze",
    ),
    Governs.FEW: ("ne", "we", "te", "kie", "cze", "łe", "że", "re", "gie", "sze", "ni", "wi", "scy"),
}  # fmt: skip


def noun_phrase(cursor: Cursor, governs: Governs) -> str:
    """Consume a counted noun phrase and return its original text; "" leaves the cursor in place."""
    start = cursor.at
    for unit in _EXACT_UNITS:
        if cursor.match(unit):
            return cursor.verbatim(start)
    key = cursor.peek().key
    if key in _UNITS:
        cursor.at += 1
        _genitive(cursor, Governs.MANY)  # "500 szt. ulotek"
        return cursor.verbatim(start)
    if _genitive(cursor, governs) or _nominative(cursor, governs):
        return cursor.verbatim(start)
    cursor.at = start
    return ""


def inflected_measure(measure: str, number: Decimal) -> str:
    """Return the measure in the form that the number governs (osoba, osoby, osób); "" where the form is not known.

    The symbol of a unit does not change. A fraction governs the genitive singular, which is known for days only.
    """
    key = measure.lower()
    if key in _DAYS:
        return plural(number, *_DAYS)
    if key in _UNITS or key in _INDECLINABLE or key in _EXACT_MEASURES or key.endswith("."):
        return measure
    if key not in _ROW_OF or number != int(number):
        return ""
    return plural(number, *_ROWS[_ROW_OF[key]])


def is_same_noun(first: str, second: str) -> bool:
    """Whether the two words are forms of one noun ("szkolenie", "szkolenia")."""
    row = _ROW_OF.get(first.lower())
    return first == second or (row is not None and row == _ROW_OF.get(second.lower()))


def is_plural_noun(name: str) -> bool:
    """Whether a name begins with a noun in the plural: "Pożary upraw", "Kuracjusze leczeni w sanatoriach"."""
    first = name.lower().split(" ")[0].strip(",:;")
    return first in _PLURAL or first.endswith(_PERSONS)


def _genitive(cursor: Cursor, governs: Governs) -> bool:
    """Consume a noun in the genitive with its adjectives, attributes and coordinated nouns; False without one."""
    start = cursor.at
    while _is_plural_adjective(cursor.peek().key) or (
        governs is Governs.SHARE and _has_ending(cursor.peek().key, _SINGULAR_ADJECTIVES)
    ):
        cursor.at += 1
    key = cursor.peek().key
    if _is_plural_head(key) or (governs is Governs.SHARE and _is_singular_genitive(key)):
        cursor.at += 1
    elif cursor.at == start or not _is_nominalized(cursor.peek(-1).key):
        cursor.at = start
        return False
    _attributes(cursor, ())
    while cursor.peek().key in ("i", "oraz", "lub", ",") and _coordinated(cursor):
        pass
    return True


def _coordinated(cursor: Cursor) -> bool:
    """Consume a conjunction with another head in the same case ("szkoleń i warsztatów")."""
    start = cursor.at
    cursor.at += 1
    while _is_plural_adjective(cursor.peek().key):
        cursor.at += 1
    if _is_plural_head(cursor.peek().key):
        cursor.at += 1
        _attributes(cursor, ())
        return True
    cursor.at = start
    return False


def _nominative(cursor: Cursor, governs: Governs) -> bool:
    """Consume "nowy konkurs ofert", "szkolenia", "kampania informacyjna"; the noun must be in the list."""
    if governs not in _NOMINATIVE_ADJECTIVES:
        return False
    start, adjectives = cursor.at, _NOMINATIVE_ADJECTIVES[governs]
    heads = _SINGULAR if governs is Governs.ONE else _PLURAL
    while cursor.peek().key not in heads and _is_nominative_adjective(cursor.peek().key, adjectives):
        cursor.at += 1
    if cursor.peek().key not in heads:
        cursor.at = start
        return False
    cursor.at += 1
    _attributes(cursor, adjectives)
    return True


def _attributes(cursor: Cursor, nominative: tuple[str, ...]) -> None:
    """Consume the attributes of the head: adjectives and nouns in the genitive, "z niepełnosprawnościami", acronyms."""
    while True:
        key = cursor.peek().key
        if cursor.match("z niepełnosprawnościami|niepełnosprawnością") or _acronym(cursor):
            continue
        if cursor.is_on_next_line and _is_plural_head(key):
            return  # "10 szkoleń⏎konkursów" are two phrases
        if not (
            _is_plural_adjective(key)
            or _is_plural_head(key)
            or _is_singular_genitive(key)
            or _has_ending(key, _SINGULAR_ADJECTIVES)
            or key in _ONLY_ATTRIBUTES
            or _is_nominative_adjective(key, nominative)
        ):
            return
        cursor.at += 1


def _acronym(cursor: Cursor) -> bool:
    """Consume an acronym: "doradców ODR", "platforma TRL9"."""
    token, following = cursor.peek(), cursor.peek(1)
    raw = cursor.text[token.start : token.end]
    is_name = re.fullmatch("[A-ZĄĆĘŁŃÓŚŹŻ]{2,5}", raw) and token.key not in NEVER_COUNTED | ROMAN.keys() | _NO_ACRONYM
    if not is_name or cursor.text.isupper():
        return False
    cursor.at += 2 if following.kind == "number" and not following.spaced else 1
    return True


def _has_ending(key: str, endings: tuple[str, ...]) -> bool:
    return len(key) > 3 and key not in NEVER_COUNTED and key.endswith(endings)


def _is_nominalized(key: str) -> bool:
    """Whether a participle or an adjective serves as the noun: "100 przeszkolonych", "20 bezrobotnych"."""
    return key in _GENITIVE or _has_ending(key, _PARTICIPLES)


def is_participle(key: str) -> bool:
    """Whether the word is a participle in the genitive plural: "organizowanych", "zawartych", "korzystających"."""
    return _has_ending(key, (*_PARTICIPLES, "artych", "ytych"))


def _is_plural_adjective(key: str) -> bool:
    return _has_ending(key, ("ych", "ich"))


def _is_plural_head(key: str) -> bool:
    return key in _GENITIVE or key in _INDECLINABLE or _has_ending(key, _HEAD_ENDINGS)


def _is_singular_genitive(key: str) -> bool:
    return key in _SINGULAR_GENITIVE or _has_ending(key, _SINGULAR_ENDINGS)


def _is_nominative_adjective(key: str, endings: tuple[str, ...]) -> bool:
    # Words in "-nie" and "-wie" are adverbs, and an adverb is a qualifier of the target.
    return bool(endings) and _has_ending(key, endings) and not key.endswith(("nie", "wie"))
