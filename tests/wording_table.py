"""What an editor replaced: each line is a row of the wording rules, with patterns of what must not come back.

Patterns are searched in the Polish catalogue, in templates and in the product's Polish texts; `english` ones in the
English source sentences. Case counts, so that a capital at the beginning is a pattern of its own where it matters.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replaced:
    row: str  # as it was
    polish: str = ""
    english: str = ""


TABLE = (
    Replaced(
        "Stan końcowy, 14 wskaźników: osiągnięty (1)",
        r"Stan końcowy, |Stan na dziś, \{",
        r"Final state of|State to date of",
    ),
    Replaced("Ustalenia w dostępnym tekście: 9", r"Ustalenia w dostępnym tekście: |Doczekały się działania:"),
    Replaced("bez progu", r"\b[Bb]ez progu\b|\bpr[oó]g(?:u|iem|i)?\b", r"\b[Tt]hreshold\b"),
    Replaced("Do oceny: 2022, 2023", r"^[Dd]o oceny: ", r"^[Tt]o be assessed: "),
    Replaced("przed planem", r"\b[Pp]rzed planem\b"),
    Replaced("zaległy, oczekiwany", r"\b[Zz]aleg(?:ł|l)|\b[Oo]czekiwan[yea]\b"),
    Replaced("jeszcze nie wymagany", r"[Jj]eszcze nie wymagan[ye](?! są)"),
    Replaced("Częściowo osiągnięty: osiągnięto po terminie", r"Częściowo osiągnięty: osiągnięto"),
    Replaced(
        "zmierzono {actual}, cel to {target}",
        r"zmierzono (?:dotąd )?\{|\bcel to \{",
        r"was measured, |the target is \{",
    ),
    Replaced(
        "odczytuje się wskaźnik",
        r"odczytuje się wskaźnik|wskaźnik odczytuje",
        r"(?:indicator|it) is read\b|\breadings?\b(?! and printing)",
    ),
    Replaced("częstotliwość musi wybrać człowiek", r"wybrać człowiek", r"a person must choose"),
    Replaced("pomiar dał", r"\bdał\b"),
    Replaced("Co raz wykonano", r"Co raz wykonano"),
    Replaced("Liczba rzeczy, która różni się od linii", r"Liczba rzeczy|różni się od linii"),
    Replaced("Któregoś okresu nie zmierzono", r"Któregoś okresu"),
    Replaced("wymienia zdanie przy statusie", r"wymienia zdanie"),
    Replaced("Dalszych pomiarów nie będzie", r"Dalszych pomiarów nie będzie", r"No further figures? fall"),
    Replaced("nie do podania", r"nie do podania", r"cannot be said"),
    Replaced("Obok siebie, nigdy razem", r"Obok siebie, nigdy razem"),
    Replaced("Jeszcze nie tędy", r"nie tędy", r"Not from here yet"),
    Replaced("Formularz wrócił szybciej", r"Formularz wrócił", r"came back faster"),
    Replaced("pytaniu o „…”. Żeby trafiło", r"pytani[ue] (?:czytelnika )?o „|Żeby trafiło"),
    Replaced(
        "stoi, stoją, stanie",
        r"\b(?:stoi|stoją|stoisz)\b|\b[Tt]abela stanie\b",
        r"\bstands? (?:below|above|here|there|under|in the|on)\b|\bStands\b",
    ),
    Replaced("Tekst podobny do formuły", r"podobny do formuły"),
    Replaced("komórkami właściwego rodzaju; znacznikiem kolejności bajtów", r"właściwego rodzaju|kolejności bajtów"),
    Replaced("Zapisano samoczynnie o", r"samoczynnie", r"[Ss]aved by itself"),
    Replaced("Już niepubliczny dowód", r"Już niepubliczny"),
    Replaced("załatwił to pytanie", r"załatwi|Załatwion"),
    Replaced("W portalu nic po nim nie zostało", r"nic po nim nie zostało"),
    Replaced("odpowiada bez działań", r"odpowiada bez działań"),
    Replaced("Sposób pokazania", r"Sposób pokazania", r"Way of showing"),
    Replaced("ciasteczek", r"ciasteczk|ciasteczek"),
    Replaced("działania z celami i wartościami", r"z celami i wartościami"),
    Replaced("Małe okno, Zobacz okno", r"Małe okno|Zobacz okno", r"small window|See the window"),
    Replaced("…, 2022–2025, i wartość docelowa", r", i wartość docelowa"),
    Replaced("Załącznik do uchwały nr ………… z dnia", r"Załącznik do uchwały nr …+ z dnia"),
    Replaced("Wieloletnie programy", r"[Ww]ieloletni", r"[Mm]ulti-year"),
    Replaced(
        "dokument nie mówi",
        r"(?:[Dd]okument|[Tt]ekst) nie (?:mówi|określa)|\b[Cc]el dotyczy",
        r"document (?:sets no target|does not say (?:whether|how often|against|by when|which period))",
    ),
    Replaced("Proszę wybrać, wkleić, wrócić", r"\b[Pp]roszę (?:wybrać|wkleić|wrócić|nie|spróbować|powiadomić)"),
    Replaced("Napisz, co prostujesz", r"^(?:Napisz|Podaj)[, ](?!do |na )|\bi podaj powód"),
    Replaced(
        "cel opisowy",
        r"\b[Cc]el (?:opisowy|opisano|na (?:każdy|koniec|%)|na rok|wymaga\b)|^[Cc]el:|osiągnięcie celu\b",
    ),
    Replaced(
        "najwyżej 2000 znaków",
        r"(?<![\d,.#–-])(?!(?:19|20)\d\d\b)\d{4,} (?!r\.)[a-ząćęłńóśźż]{3,}|\b2000 (?:znaków|pikseli)",
    ),
    Replaced(
        "mend, taken off, unwanted mail, keeper",
        "",
        r"\b[Mm]end(?:ed)?\b|\b[Tt]aken? off\b|unwanted m|[Kk]eeper|to be filled in|What it answers",
    ),
    Replaced("karta.pdf", r"^karta\.pdf$|^koncowe$"),
)

ENGLISH_EXCEPTIONS = frozenset(
    {
        "The reports that {executive} submits to {council} for each year of the programme, as they were on the day of "
        "publication",
    }
)


# Words that name an organ, a level of local government or a town: a text of the product says none of them itself.
BODIES_AND_PLACES = re.compile(
    r"\b(?:sejmik\w*|marszał\w*|wójt\w*|burmistrz\w*|prezydent(?!\w*\s+urzędu)\w*|staro[sś]t\w*|wojewódz\w*|wojewod\w*|"
    r"powiat\w*|gmin(?:a|y|ie|ę|ą|om|ach|n\w*)?|departamen\w*|region(?:u|ie|em|al\w*)?|toru[nń]\w*|kujaw\w*|pomorsk\w*|"
    r"bydgoszcz\w*|zarząd\w* (?:województwa|powiatu|miasta)|rad\w+ (?:gminy|miasta|miejska|powiatu)|"
    r"voivod\w*|marshal\w*|assembly|mayor\w*|department\w*|county)\b",
    re.IGNORECASE,
)
# Where such a word may be, and why.
ALLOWED_WORDS = {
    "gmina": "a choice of the office's level",
    "powiat": "a choice of the office's level",
    "voivodeship": "a choice of the office's level",
    "województwo": "a choice of the office's level",
    "The office's own notice: who the controller is, legal basis, recipients, rights, complaint to the President of "
    "the Personal Data Protection Office. What the portal itself stores is listed without it.": "a state authority",
}
