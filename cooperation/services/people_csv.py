"""A list of people as a spreadsheet saves it: read whole, every fault with its line and column."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cooperation.models import Unit
from cooperation.roles import Role
from cooperation.text import fill

LARGEST = 1_000_000  # bytes
MOST_LINES = 2_000
COLUMNS = {  # as they may be headed -> field
    "login": "login",
    "imie": "first_name",
    "nazwisko": "last_name",
    "e-mail": "email",
    "email": "email",
    "rola": "role",
    "jednostka": "unit",
}
NAMES = {"login": "login", "first_name": "imię", "last_name": "nazwisko", "email": "e-mail", "role": "rola",
         "unit": "jednostka"}  # fmt: skip
NEEDED = ("login", "role")
ROLES = {
    "urzednik": Role.OFFICER, "koordynator": Role.COORDINATOR, "administrator": Role.ADMINISTRATOR,
    **{str(role): role for role in Role},
}  # fmt: skip
ROLE_NAMES = {Role.OFFICER: "urzędnik", Role.COORDINATOR: "koordynator", Role.ADMINISTRATOR: "administrator"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that a spreadsheet would run


@dataclass(frozen=True)
class Fault:
    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Line:
    """A person to be added."""

    number: int
    login: str
    first_name: str
    last_name: str
    email: str
    role: Role
    unit: Unit | None

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


@dataclass
class Sheet:
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    known: list[str] = field(default_factory=list)  # log-in names that exist: left as they are
    faults: list[Fault] = field(default_factory=list)


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else the Windows page of Polish spreadsheets. ValueError: too large, no text."""
    if len(content) > LARGEST:
        raise ValueError(_("The file is larger than 1 MB. Divide it."))
    if b"\0" in content:
        raise ValueError(_("This is no CSV file. In the spreadsheet choose “Save as” and the CSV format."))
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(_("This is no CSV file. In the spreadsheet choose “Save as” and the CSV format."))


def read(text: str) -> Sheet:
    """Two queries: log-in names and units."""
    sheet = Sheet(text)
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") >= head.count(",") else ",")
    reader = _Reader(sheet)
    try:
        columns = _columns(next(rows, []), sheet)
        if not sheet.faults:
            for row in rows:
                if any(cell.strip() for cell in row):
                    reader.take(rows.line_num, columns, row)
                if rows.line_num > MOST_LINES + 1:
                    sheet.faults.append(Fault(rows.line_num, "", _("More than 2,000 lines. Divide the file.")))
                    break
    except csv.Error:
        sheet.faults.append(Fault(rows.line_num, "", _("The line cannot be read: check its quotation marks.")))
    if not sheet.faults and not sheet.lines and not sheet.known:
        sheet.faults.append(Fault(1, "", _("The file has no people under its headings.")))
    return sheet


def _columns(heads: list[str], sheet: Sheet) -> list[str]:
    found = [COLUMNS.get(_folded(head), "") for head in heads]
    for head, name in zip(heads, found, strict=True):
        if not name or found.count(name) > 1:
            wanted = ", ".join(NAMES.values())
            told = fill(_("Unknown or repeated heading. The headings are: %(names)s."), {"names": wanted})
            sheet.faults.append(Fault(1, head[:40], told))
    for name in NEEDED:
        if name not in found:
            sheet.faults.append(Fault(1, NAMES[name], _("This column is missing.")))
    return found


class _Reader:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.logins = {name.casefold() for name in User.objects.values_list("username", flat=True)}
        self.seen: set[str] = set()
        self.units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(is_active=True):
            for name in (unit.short_name, unit.name):
                if name:
                    self.units[_folded(name)] = unit

    def take(self, number: int, columns: list[str], row: list[str]) -> None:
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            self.sheet.faults.append(Fault(number, "", _("The line has more cells than the headings.")))
            return
        cells = dict(zip(columns, row, strict=False))
        faults = list(self._faults(number, cells))
        self.sheet.faults += faults
        login = cells.get("login", "").strip()
        if faults:
            return
        if login.casefold() in self.logins:
            self.sheet.known.append(login)
            return
        text = {name: cells.get(name, "").strip() for name in NAMES}
        unit = self.units.get(_folded(text["unit"])) if text["unit"] else None
        self.sheet.lines.append(
            Line(
                number, login, text["first_name"], text["last_name"], text["email"], ROLES[_folded(text["role"])], unit
            )
        )

    def _faults(self, number: int, cells: dict[str, str]) -> Iterator[Fault]:
        hidden = [name for name, cell in cells.items() if cell.startswith(FORMULA) or _is_hiding(cell)]
        for name in hidden:
            yield Fault(number, NAMES[name], _("A formula or a sign that cannot be seen: type plain text."))
        for name in ("login", "first_name", "last_name", "email"):
            told = "" if name in hidden else _refused(name, cells.get(name, "").strip())
            if told:
                yield Fault(number, NAMES[name], told)
        login = cells.get("login", "").strip().casefold()
        if login and login in self.seen:
            yield Fault(number, NAMES["login"], _("This log-in name occurs in the file twice."))
        self.seen.add(login)
        if _folded(cells.get("role", "")) not in ROLES:
            yield Fault(number, NAMES["role"], _("Type one of: urzędnik, koordynator, administrator."))
        unit = cells.get("unit", "").strip()
        if unit and _folded(unit) not in self.units:
            yield Fault(
                number, NAMES["unit"], _("There is no such active unit. Add it first, or leave the cell empty.")
            )


def _is_hiding(text: str) -> bool:
    return any(unicodedata.category(sign) == "Cc" for sign in text)


def _refused(name: str, text: str) -> str:
    """What the account's own field says of the text; nothing when it takes it."""
    model_field: Any = User._meta.get_field("username" if name == "login" else name)
    try:
        model_field.clean(text, None)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _folded(text: str) -> str:
    """Without case, Polish marks and outer spaces: “Imię ” is “imie”."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold().replace("ł", "l"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
