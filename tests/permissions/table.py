"""The permission table: for every route the response to each role."""

from dataclasses import dataclass, field
from typing import Any

ROLES = ("anonymous", "officer", "other", "unitless", "coordinator", "administrator", "disabled")
LOGIN = "to log-in"
ELSEWHERE = "302"  # done, or nothing to do here: somewhere else, but not to the log-in
Answers = dict[str, Any]


def same_for_all(answer: Any) -> Answers:
    return dict.fromkeys(ROLES, answer)


def by_role(**answers: Any) -> Answers:
    """Return role -> response; roles that are not named must be redirected to the log-in."""
    return same_for_all(LOGIN) | answers


PUBLIC = same_for_all(200)
NO_POST = same_for_all(405)
STAFF = by_role(officer=200, other=200, unitless=200, coordinator=200, administrator=200)
STAFF_POSTED = by_role(**dict.fromkeys(("officer", "other", "unitless", "coordinator", "administrator"), ELSEWHERE))
STAFF_ONLY_READ = by_role(officer=405, other=405, unitless=405, coordinator=405, administrator=405)
FIGURES = STAFF | {"administrator": ELSEWHERE}  # the administrator owes no figure: to the administration
OWN_UNIT = by_role(officer=200, other=404, unitless=404, coordinator=200, administrator=404)
OWN_UNIT_POSTED = OWN_UNIT | {"officer": ELSEWHERE, "coordinator": ELSEWHERE}
# Officers see the indicators of their units; administrators see all and record nothing.
GRID = by_role(officer=200, other=200, unitless=404, coordinator=200, administrator=200)
GRID_ENTRY = GRID | {"administrator": 404}
COORDINATOR = by_role(officer=403, other=403, unitless=403, coordinator=200, administrator=403)
ADMINISTRATOR = by_role(officer=403, other=403, unitless=403, coordinator=403, administrator=200)
PREVIEW = COORDINATOR | {"administrator": 200}
COORDINATOR_POSTED = COORDINATOR | {"coordinator": ELSEWHERE}
# A disabled account is nobody.
ANONYMOUS_ONLY = same_for_all(ELSEWHERE) | {"anonymous": 200, "disabled": 200}


@dataclass(frozen=True)
class PermissionRow:
    address: str  # an example; {own}, {waiting}: indicators of the officer's unit, {other}: of another unit
    # {described}: one that a person must assess; {draft}: of the programme "projekt", which is not published
    get: Answers
    post: Answers
    sent: dict[str, str] = field(default_factory=dict)


FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"
ROUND = "2024-01-01 2025-03-31 open"
SAVED = {"value": "4", "based_on": "0", "request_key": "k", "do": "submit"}

REPORTS = "programy/<slug:slug>/sprawozdania/"
REPORT_PANEL = "panel/programy/<slug:slug>/sprawozdania/<span:code>/"
REPORT_PANEL_ADDRESS = "/panel/programy/2021-2025/sprawozdania/2024/"

WITHOUT_LANGUAGE = {
    "healthz": PermissionRow("/healthz", PUBLIC, NO_POST),
    "readyz": PermissionRow("/readyz", PUBLIC, NO_POST),
    "metrics": PermissionRow("/metrics", same_for_all(404), NO_POST),  # switched off in tests
    "favicon.ico": PermissionRow("/favicon.ico", same_for_all(ELSEWHERE), NO_POST),
    "robots.txt": PermissionRow("/robots.txt", PUBLIC, NO_POST),
    "sitemap.xml": PermissionRow("/sitemap.xml", PUBLIC, NO_POST),
    # The office of these tests has neither colours nor a logo (see tests/cooperation/admin/test_offices.py).
    "wyglad.css": PermissionRow("/wyglad.css", same_for_all(404), NO_POST),
    "logo/<slug:hash>.<slug:kind>": PermissionRow("/logo/0.png", same_for_all(404), NO_POST),
    # One address for all languages, without an issuer in the settings.
    "konto/logowanie/urzad/powrot/": PermissionRow("/konto/logowanie/urzad/powrot/", same_for_all(404), NO_POST),
}
DATA = ["", "wartosci.csv", "wartosci-excel.csv", "wartosci.xlsx", "wartosci.json", "wartosci.csv-metadata.json"]
DATA += ["datapackage.json"]
API = {name: name for name in ("", "openapi.json", "programmes", "changes")}
API |= {f"programmes/<slug:slug>{name}": f"programmes/2021-2025{name}" for name in ("", "/findings", "/goals")}
API |= {f"programmes/<slug:slug>/{name}": f"programmes/2021-2025/{name}" for name in ("actions", "indicators")}
API |= {"programmes/<slug:slug>/measurements": "programmes/2021-2025/measurements"}
API |= {"indicators/<number:indicator_id>": "indicators/{own}"}
WITH_LANGUAGE = {
    "": PermissionRow("/", PUBLIC, NO_POST),
    "programy/": PermissionRow("/programy/", PUBLIC, NO_POST),
    "szukaj/": PermissionRow("/szukaj/", PUBLIC, NO_POST),
    "programy/<slug:slug>/": PermissionRow("/programy/2021-2025/", PUBLIC, NO_POST),
    "programy/<slug:slug>/obraz.png": PermissionRow("/programy/2021-2025/obraz.png", PUBLIC, NO_POST),
    "programy/<slug:slug>/diagnoza/": PermissionRow("/programy/2021-2025/diagnoza/", PUBLIC, NO_POST),
    "programy/<slug:slug>/cele/<number:position>/": PermissionRow("/programy/2021-2025/cele/1/", PUBLIC, NO_POST),
    "programy/<slug:slug>/zmiany/atom.xml": PermissionRow("/programy/2021-2025/zmiany/atom.xml", PUBLIC, NO_POST),
    "programy/<slug:slug>/terminy.ics": PermissionRow("/programy/2021-2025/terminy.ics", PUBLIC, NO_POST),
    "programy/<slug:slug>/cele/<number:position>/atom.xml": PermissionRow(
        "/programy/2021-2025/cele/1/atom.xml", PUBLIC, NO_POST
    ),
    "programy/<slug:slug>/dzialania/": PermissionRow("/programy/2021-2025/dzialania/", PUBLIC, NO_POST),
    "programy/<slug:slug>/porownanie/": PermissionRow("/programy/2021-2025/porownanie/", PUBLIC, NO_POST),
    "wskazniki/<number:indicator_id>/": PermissionRow("/wskazniki/{own}/", PUBLIC, NO_POST),
    "wskazniki/<number:indicator_id>/osadz/": PermissionRow("/wskazniki/{own}/osadz/", PUBLIC, NO_POST),
    "wskazniki/<number:indicator_id>/atom.xml": PermissionRow("/wskazniki/{own}/atom.xml", PUBLIC, NO_POST),
    "wskazniki/<number:indicator_id>/obraz.png": PermissionRow("/wskazniki/{own}/obraz.png", PUBLIC, NO_POST),
    # These tests run without a mail server, so the form answers 503 (see views/public/test_reader_questions.py).
    "wskazniki/<number:indicator_id>/pytanie/": PermissionRow("/wskazniki/{own}/pytanie/", PUBLIC, same_for_all(503)),
    "wskazniki/<number:indicator_id>/pytanie/wyslano/": PermissionRow(
        "/wskazniki/{own}/pytanie/wyslano/", PUBLIC, NO_POST
    ),
    "pytania/<token:token>/": PermissionRow(
        f"/pytania/{64 * '0'}/", same_for_all(404), same_for_all(404), {"do": "confirm"}
    ),
    "powiadomienia/rezygnacja/<str:token>/": PermissionRow(
        "/powiadomienia/rezygnacja/1.x/", same_for_all(404), same_for_all(404)
    ),
    "wskazniki/<number:indicator_id>/wartosci.csv": PermissionRow("/wskazniki/{own}/wartosci.csv", PUBLIC, NO_POST),
    **{
        f"programy/<slug:slug>/dane/{name}": PermissionRow(f"/programy/2021-2025/dane/{name}", PUBLIC, NO_POST)
        for name in DATA
    },
    "dane/": PermissionRow("/dane/", same_for_all(ELSEWHERE), NO_POST),
    "dane/catalog.jsonld": PermissionRow("/dane/catalog.jsonld", PUBLIC, NO_POST),
    # No sheet is drawn here: of what is not there. Drawing is tested in tests/reports/views/public/test_sheets.py.
    "programy/<slug:slug>/karta.pdf": PermissionRow("/programy/nie-ma/karta.pdf", same_for_all(404), NO_POST),
    "programy/<slug:slug>/cele/<number:position>/karta.pdf": PermissionRow(
        "/programy/2021-2025/cele/99/karta.pdf", same_for_all(404), NO_POST
    ),
    "wskazniki/<number:indicator_id>/karta.pdf": PermissionRow(
        "/wskazniki/999999/karta.pdf", same_for_all(404), NO_POST
    ),
    REPORTS: PermissionRow("/programy/2021-2025/sprawozdania/", PUBLIC, NO_POST),
    f"{REPORTS}<span:code>/": PermissionRow("/programy/2021-2025/sprawozdania/2024/", PUBLIC, NO_POST),
    f"{REPORTS}<span:code>/v<number:number>/": PermissionRow(
        "/programy/2021-2025/sprawozdania/2024/v1/", PUBLIC, NO_POST
    ),
    f"{REPORTS}<span:code>/v<number:number>/obraz.png": PermissionRow(
        "/programy/2021-2025/sprawozdania/2024/v1/obraz.png", PUBLIC, NO_POST
    ),
    **{
        f"{REPORTS}<span:code>/v<number:number>/sprawozdanie.{kind}": PermissionRow(
            f"/programy/2021-2025/sprawozdania/2024/v1/sprawozdanie.{kind}", PUBLIC, NO_POST
        )
        for kind in ("docx", "pdf", "xlsx", "json")
    },
    "panel/sprawozdania/": PermissionRow("/panel/sprawozdania/", COORDINATOR, STAFF_ONLY_READ),
    "panel/sprawozdania/wzor.docx": PermissionRow("/panel/sprawozdania/wzor.docx", ADMINISTRATOR, STAFF_ONLY_READ),
    REPORT_PANEL: PermissionRow(REPORT_PANEL_ADDRESS, COORDINATOR, STAFF_ONLY_READ),
    f"{REPORT_PANEL}podglad/": PermissionRow(f"{REPORT_PANEL_ADDRESS}podglad/", COORDINATOR, STAFF_ONLY_READ),
    f"{REPORT_PANEL}publikacja/": PermissionRow(
        f"{REPORT_PANEL_ADDRESS}publikacja/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"based_on": "1", "reason": "Dopisano kwoty.", "open_is_known": "on"},
    ),
    f"{REPORT_PANEL}wersje/<number:number>/": PermissionRow(
        f"{REPORT_PANEL_ADDRESS}wersje/1/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "erratum", "text": "Strona 4: 12, nie 21."},
    ),
    f"{REPORT_PANEL}tabela-finansowa/": PermissionRow(
        f"{REPORT_PANEL_ADDRESS}tabela-finansowa/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"based_on": "0", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Kultura"},
    ),
    f"{REPORT_PANEL}<chapter:key>/": PermissionRow(
        f"{REPORT_PANEL_ADDRESS}wprowadzenie/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"text": "Na podstawie ustawy.", "based_on": "0"},
    ),
    "api/v1/docs": PermissionRow("/api/v1/docs", PUBLIC, NO_POST),
    **{f"api/v1/{route}": PermissionRow(f"/api/v1/{address}", PUBLIC, NO_POST) for route, address in API.items()},
    "zmiany/": PermissionRow("/zmiany/", PUBLIC, NO_POST),
    "zmiany/atom.xml": PermissionRow("/zmiany/atom.xml", PUBLIC, NO_POST),
    # Of a figure that is not approved; the approved one is looked at in tests/indicators/views/panel/test_evidence.py.
    "dowody/<number:evidence_id>/": PermissionRow("/dowody/{evidence}/", same_for_all(404), NO_POST),
    "metoda/": PermissionRow("/metoda/", PUBLIC, NO_POST),
    "dostepnosc/": PermissionRow("/dostepnosc/", PUBLIC, NO_POST),
    "prywatnosc/": PermissionRow("/prywatnosc/", PUBLIC, NO_POST),
    "pomoc/": PermissionRow("/pomoc/", PUBLIC, NO_POST),
    "panel/dostep/": PermissionRow("/panel/dostep/", ADMINISTRATOR | {"coordinator": 200}, STAFF_ONLY_READ),
    "panel/sesja/": PermissionRow("/panel/sesja/", STAFF, STAFF_ONLY_READ),
    "panel/sesja/przedluzenie/": PermissionRow("/panel/sesja/przedluzenie/", STAFF_ONLY_READ, STAFF),
    "wzorce/": PermissionRow("/wzorce/", STAFF, STAFF_ONLY_READ),
    "panel/": PermissionRow("/panel/", FIGURES, STAFF_ONLY_READ),
    "panel/programy/<slug:slug>/<year:year>/": PermissionRow(
        "/panel/programy/2021-2025/2024/",
        GRID,
        GRID | {"officer": ELSEWHERE, "other": ELSEWHERE, "coordinator": ELSEWHERE, "administrator": 403},
    ),
    "panel/programy/<slug:slug>/<year:year>/wklejanie/": PermissionRow(
        "/panel/programy/2021-2025/2024/wklejanie/", GRID_ENTRY, GRID_ENTRY, {"text": "1", "row": "0", "do": "preview"}
    ),
    **{
        f"panel/podglad/<slug:slug>/{page}": PermissionRow(f"/panel/podglad/projekt/{page}", PREVIEW, STAFF_ONLY_READ)
        for page in ("", "diagnoza/", "dzialania/", "porownanie/", "sprawozdania/", *(f"dane/{name}" for name in DATA))
    },
    "panel/podglad/<slug:slug>/cele/<number:position>/": PermissionRow(
        "/panel/podglad/projekt/cele/{draft_goal}/", PREVIEW, STAFF_ONLY_READ
    ),
    "panel/podglad/wskazniki/<number:indicator_id>/": PermissionRow(
        "/panel/podglad/wskazniki/{draft}/", PREVIEW, STAFF_ONLY_READ
    ),
    "panel/podglad/wskazniki/<number:indicator_id>/wartosci.csv": PermissionRow(
        "/panel/podglad/wskazniki/{draft}/wartosci.csv", PREVIEW, STAFF_ONLY_READ
    ),
    "panel/uruchomienie/": PermissionRow("/panel/uruchomienie/", ADMINISTRATOR, STAFF_ONLY_READ),
    "panel/uruchomienie/list-probny/": PermissionRow(
        "/panel/uruchomienie/list-probny/", STAFF_ONLY_READ, ADMINISTRATOR | {"administrator": ELSEWHERE}
    ),
    "panel/wczytywanie/": PermissionRow("/panel/wczytywanie/", ADMINISTRATOR, ADMINISTRATOR, {"text": ""}),
    "panel/wczytywanie/<number:draft_id>/": PermissionRow(
        "/panel/wczytywanie/{stored_draft}/", ADMINISTRATOR, ADMINISTRATOR | {"administrator": 400}
    ),
    "panel/wczytywanie/<number:draft_id>/zmiany/": PermissionRow(
        "/panel/wczytywanie/{amendment}/zmiany/", ADMINISTRATOR, ADMINISTRATOR | {"administrator": 400}
    ),
    "panel/wczytywanie/<number:draft_id>/plik/": PermissionRow(
        "/panel/wczytywanie/{stored_draft}/plik/", ADMINISTRATOR, STAFF_ONLY_READ
    ),
    "panel/wczytywanie/<number:draft_id>/usuniecie/": PermissionRow(
        "/panel/wczytywanie/{stored_draft}/usuniecie/", ADMINISTRATOR, ADMINISTRATOR | {"administrator": ELSEWHERE}
    ),
    "panel/okresy/": PermissionRow("/panel/okresy/", COORDINATOR, STAFF_ONLY_READ),
    "panel/okresy/<slug:slug>/<year:year>/": PermissionRow(
        "/panel/okresy/2021-2025/2024/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "days", "seen": ROUND, "opens_on": "1.01.2024", "due_on": "15.04.2025", "reason": "x"},
    ),
    "panel/kompletnosc/": PermissionRow("/panel/kompletnosc/", STAFF | {"administrator": 403}, STAFF_ONLY_READ),
    "panel/zatwierdzanie/": PermissionRow("/panel/zatwierdzanie/", COORDINATOR, COORDINATOR_POSTED, {"do": "approve"}),
    "panel/pytania/": PermissionRow("/panel/pytania/", COORDINATOR, STAFF_ONLY_READ),
    "panel/pytania/czytelnicy/": PermissionRow("/panel/pytania/czytelnicy/", COORDINATOR, STAFF_ONLY_READ),
    "panel/pytania/czytelnicy/<number:question_id>/": PermissionRow(
        "/panel/pytania/czytelnicy/{question}/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "publish", "text": "Skąd ta liczba?", "answer": "Z list obecności."},
    ),
    "panel/wskazniki/<number:indicator_id>/rozstrzygniecie/": PermissionRow(
        "/panel/wskazniki/{own}/rozstrzygniecie/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "decide", "text": "Rozstrzygnięto.", "based_on": "0"},
    ),
    "panel/wskazniki/<number:indicator_id>/oceny/<year:year>/": PermissionRow(
        "/panel/wskazniki/{described}/oceny/2023/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"verdict": "met", "reason": "Spotkania się odbyły.", "based_on": "0"},
    ),
    "panel/powiadomienia/": PermissionRow("/panel/powiadomienia/", STAFF, STAFF_ONLY_READ),
    # Nobody here has overdue figures and an address (see tests/indicators/views/panel/test_unit_reminders.py).
    "panel/przypomnienia/": PermissionRow(
        "/panel/przypomnienia/", STAFF_ONLY_READ, COORDINATOR_POSTED, {"unit": "wszystkie"}
    ),
    "panel/powiadomienia/ponow/": PermissionRow(
        "/panel/powiadomienia/ponow/",
        STAFF_ONLY_READ,
        COORDINATOR_POSTED | {"administrator": ELSEWHERE},
        {"recipient": "wszyscy"},
    ),
    "panel/powiadomienia/wybor/": PermissionRow(
        "/panel/powiadomienia/wybor/",
        STAFF_ONLY_READ,
        STAFF_POSTED,
        {"only_overdue": "on"},
    ),
    FIGURE: PermissionRow("/panel/wskazniki/{own}/pomiary/2024/", OWN_UNIT, OWN_UNIT_POSTED, SAVED),
    f"{FIGURE}wycofanie/": PermissionRow(
        "/panel/wskazniki/{waiting}/pomiary/2024/wycofanie/", STAFF_ONLY_READ, OWN_UNIT_POSTED, {"based_on": "1"}
    ),
    f"{FIGURE}komentarze/": PermissionRow(
        "/panel/wskazniki/{waiting}/pomiary/2024/komentarze/", OWN_UNIT, OWN_UNIT_POSTED, {"text": "Proszę sprawdzić."}
    ),
    f"{FIGURE}decyzja/": PermissionRow(
        "/panel/wskazniki/{waiting}/pomiary/2024/decyzja/",
        COORDINATOR,
        COORDINATOR_POSTED,
        {"do": "approve", "based_on": "1"},
    ),
    f"{FIGURE}dowody/": PermissionRow(
        "/panel/wskazniki/{waiting}/pomiary/2024/dowody/",
        OWN_UNIT,
        OWN_UNIT_POSTED,
        {"title": "protokół", "url": "https://bip.example.org/"},
    ),
    "panel/dowody/<number:evidence_id>/": PermissionRow("/panel/dowody/{evidence}/", OWN_UNIT, STAFF_ONLY_READ),
    "panel/dowody/<number:evidence_id>/zmiana/": PermissionRow(
        "/panel/dowody/{evidence}/zmiana/", STAFF_ONLY_READ, OWN_UNIT_POSTED, {"do": "take_off"}
    ),
    "konto/logowanie/": PermissionRow(
        "/konto/logowanie/", ANONYMOUS_ONLY, ANONYMOUS_ONLY, {"login": "nobody", "password": "x"}
    ),
    # Steps of a log-in that nobody has begun, and answers of keys that nobody has.
    "konto/logowanie/drugi-skladnik/": PermissionRow(
        "/konto/logowanie/drugi-skladnik/", same_for_all(ELSEWHERE), same_for_all(ELSEWHERE), {"code": "123456"}
    ),
    "konto/logowanie/klucz/": PermissionRow(
        "/konto/logowanie/klucz/", same_for_all(ELSEWHERE), same_for_all(ELSEWHERE), {"credential": "{}"}
    ),
    # Without an issuer in the settings (with one, see tests/cooperation/views/test_openid_connect.py).
    "konto/logowanie/urzad/": PermissionRow("/konto/logowanie/urzad/", NO_POST, same_for_all(404)),
    "konto/logowanie/kod/": PermissionRow("/konto/logowanie/kod/", ANONYMOUS_ONLY, ANONYMOUS_ONLY),
    "konto/logowanie/kod/wpisanie/": PermissionRow(
        "/konto/logowanie/kod/wpisanie/", same_for_all(ELSEWHERE), same_for_all(ELSEWHERE), {"code": "BCDF-GHJK"}
    ),
    "konto/wylogowanie/": PermissionRow(
        "/konto/wylogowanie/", STAFF | {"anonymous": ELSEWHERE, "disabled": ELSEWHERE}, same_for_all(ELSEWHERE)
    ),
    "konto/haslo/": PermissionRow(
        "/konto/haslo/", STAFF, STAFF, {"oldpassword": "x", "password1": "y", "password2": "z"}
    ),
    # What is posted is not filled in: people's links and addresses are tested in test_invitations.py.
    "konto/haslo/odzyskiwanie/": PermissionRow("/konto/haslo/odzyskiwanie/", PUBLIC, PUBLIC),
    "konto/haslo/odzyskiwanie/wyslano/": PermissionRow("/konto/haslo/odzyskiwanie/wyslano/", PUBLIC, NO_POST),
    "konto/haslo/nowe/<account:uidb36>-<str:key>/": PermissionRow("/konto/haslo/nowe/1-nie-ma/", PUBLIC, PUBLIC),
    "konto/zaproszenie/<account:uidb36>-<str:key>/": PermissionRow("/konto/zaproszenie/1-nie-ma/", PUBLIC, PUBLIC),
    "konto/nieaktywne/": PermissionRow("/konto/nieaktywne/", PUBLIC, NO_POST),
    "konto/potwierdzenie/": PermissionRow("/konto/potwierdzenie/", STAFF, STAFF, {"password": "x"}),
    # Nobody here has a second factor: to the confirmation by password (see tests/cooperation/views/test_security.py).
    **{
        f"konto/{route}": PermissionRow(f"/konto/{route}", STAFF_POSTED, STAFF_POSTED)
        for route in (
            "potwierdzenie/kod/",
            "potwierdzenie/klucz/",
            "bezpieczenstwo/aplikacja/",
            "bezpieczenstwo/aplikacja/usuniecie/",
            "bezpieczenstwo/klucze/nowy/",
            "bezpieczenstwo/kody/",
        )
    },
    "konto/bezpieczenstwo/": PermissionRow("/konto/bezpieczenstwo/", STAFF, STAFF_ONLY_READ),
    "konto/bezpieczenstwo/klucze/<number:pk>/usuniecie/": PermissionRow(
        "/konto/bezpieczenstwo/klucze/1/usuniecie/", STAFF_POSTED, STAFF_POSTED
    ),
    "konto/sesje/": PermissionRow("/konto/sesje/", STAFF, STAFF_POSTED, {"session": "inne"}),
}
ADMIN = "admin/"  # decided model by model in test_administration.py

ROWS = [("", route, row) for route, row in {**WITHOUT_LANGUAGE, **WITH_LANGUAGE}.items()]
ROWS += [("/en", route, row) for route, row in WITH_LANGUAGE.items()]
