"""Reading of a CSV file with people: all its rows, or all its faults with line and column."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cooperation.models import Unit
from cooperation.roles import Role
from cooperation.rules.formulas import is_formula
from cooperation.text import fill

MAX_BYTES = 1_000_000
MAX_LINES = 2_000
FIELDS_BY_HEADING = {
    "login": "login",
    "imie": "first_name",
    "nazwisko": "last_name",
    "e-mail": "email",
    "email": "email",
    "rola": "role",
    "jednostka": "unit",
}
HEADINGS = {
    "login": "login",
    "first_name": "imię",
    "last_name": "nazwisko",
    "email": "e-mail",
    "role": "rola",
    "unit": "jednostka",
}
REQUIRED_FIELDS = ("login", "role")
ROLES = {
    "urzednik": Role.OFFICER,
    "pracownik": Role.OFFICER,
    "pracownik jednostki": Role.OFFICER,
    "koordynator": Role.COORDINATOR,
    "administrator": Role.ADMINISTRATOR,
    **{str(role): role for role in Role},
}
ROLE_NAMES = {Role.OFFICER: "urzędnik", Role.COORDINATOR: "koordynator", Role.ADMINISTRATOR: "administrator"}
FORMULA_PREFIXES = ("-", "+")  # a single one is no formula, but no name or address either


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCsvFault:
    line: int
    column: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person to be added."""

    number: int  # of the line in the file
    login: str
    first_name: str
    last_name: str
    email: str
    role: Role
    unit: Unit | None

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


@dataclass(slots=True)
class PeopleCsv:
    """The content of a file. With any fault, nothing of it may be saved."""

    text: str = ""
    rows: list[PersonRow] = field(default_factory=list)
    existing: list[str] = field(default_factory=list)  # user names of accounts that are left as they are
    faults: list[PeopleCsvFault] = field(default_factory=list)

    def add_fault(self, line: int, text: str, column: str = "") -> None:
        self.faults.append(PeopleCsvFault(line=line, column=column, text=text))


def decode(content: bytes) -> str:
    """Decode UTF-8 with or without a byte order mark, UTF-16 with one ("Unicode text" of Excel), or Windows-1250.

    Raises ValueError with a message for people.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(_("The file is larger than 1 MB. Split it."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16")
    if b"\0" in content:
        raise ValueError(_("This is not a CSV file. In the spreadsheet, choose “Save as” and the CSV format."))
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(_("This is not a CSV file. In the spreadsheet, choose “Save as” and the CSV format."))


def parse_people(text: str) -> PeopleCsv:
    """Return the rows and faults of a file. Two queries: user names and units."""
    people = PeopleCsv(text)
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)  # the first of equal ones
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    parser = _RowParser(people)
    try:
        columns = _columns(next(lines, []), people)
        if not people.faults:
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    parser.add_row(lines.line_num, columns, cells)
                if lines.line_num > MAX_LINES + 1:
                    people.add_fault(lines.line_num, _("The file has more than 2,000 lines. Split it."))
                    break
    except csv.Error:
        people.add_fault(lines.line_num, _("The line cannot be read: check its quotation marks."))
    if not people.faults and not people.rows and not people.existing:
        people.add_fault(1, _("The file has headings but no people."))
    return people


def _columns(headings: list[str], people: PeopleCsv) -> list[str]:
    """Return the field of each column, "" for an unknown heading; add a fault for each wrong heading."""
    columns = [FIELDS_BY_HEADING.get(_normalized(heading), "") for heading in headings]
    for heading, name in zip(headings, columns, strict=True):
        if not name or columns.count(name) > 1:
            expected = ", ".join(HEADINGS.values())
            text = fill(_("Unknown or repeated heading. The headings are: %(names)s."), {"names": expected})
            people.add_fault(1, text, heading[:40])
    for name in REQUIRED_FIELDS:
        if name not in columns:
            people.add_fault(1, _("This column is missing."), HEADINGS[name])
    return columns


class _RowParser:
    def __init__(self, people: PeopleCsv) -> None:
        self.people = people
        self.existing = {name.casefold() for name in User.objects.values_list("username", flat=True)}
        self.logins: set[str] = set()  # of the lines before
        self.units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(is_active=True):
            for name in (unit.short_name, unit.name):
                if name:
                    self.units[_normalized(name)] = unit

    def add_row(self, number: int, columns: list[str], cells: list[str]) -> None:
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            self.people.add_fault(number, _("The line has more cells than the headings."))
            return
        cell_by_field = dict(zip(columns, cells, strict=False))
        faults = list(self._faults(number, cell_by_field))
        self.people.faults += faults
        login = cell_by_field.get("login", "").strip()
        if faults:
            return
        if login.casefold() in self.existing:
            self.people.existing.append(login)
            return
        text = {name: cell_by_field.get(name, "").strip() for name in HEADINGS}
        self.people.rows.append(
            PersonRow(
                number=number,
                login=login,
                first_name=text["first_name"],
                last_name=text["last_name"],
                email=text["email"],
                role=ROLES[_normalized(text["role"])],
                unit=self.units.get(_normalized(text["unit"])) if text["unit"] else None,
            )
        )

    def _faults(self, number: int, cells: dict[str, str]) -> Iterator[PeopleCsvFault]:
        def fault(name: str, text: str) -> PeopleCsvFault:
            return PeopleCsvFault(line=number, column=HEADINGS[name], text=text)

        unsafe = [name for name, cell in cells.items() if _is_unsafe(cell)]
        for name in unsafe:
            yield fault(name, _("The cell contains a formula or an invisible character: enter plain text."))
        for name in ("login", "first_name", "last_name", "email"):
            message = "" if name in unsafe else _field_error(name, cells.get(name, "").strip())
            if message:
                yield fault(name, message)
        login = cells.get("login", "").strip().casefold()
        if login and login in self.logins:
            yield fault("login", _("This user name occurs twice in the file."))
        self.logins.add(login)
        if _normalized(cells.get("role", "")) not in ROLES:
            yield fault("role", _("Enter one of: urzędnik, koordynator, administrator."))
        unit = cells.get("unit", "").strip()
        if unit and _normalized(unit) not in self.units:
            yield fault("unit", _("There is no such active unit. Add it first, or leave the cell empty."))


def _is_unsafe(text: str) -> bool:
    """Return whether the cell is a formula for a spreadsheet or contains a control character."""
    return (
        text.startswith(FORMULA_PREFIXES)
        or is_formula(text)
        or any(unicodedata.category(character) == "Cc" for character in text)
    )


def _field_error(name: str, text: str) -> str:
    """Return the messages of the account's own field, "" for a valid text."""
    model_field = User._meta.get_field("username" if name == "login" else name)
    try:
        model_field.clean(text, None)  # type: ignore[union-attr]  # a column, not a relation
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _normalized(text: str) -> str:
    """Return the text without case, Polish diacritics and outer spaces: “imie” for “Imię ”."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold().replace("ł", "l"))
    return " ".join("".join(character for character in decomposed if not unicodedata.combining(character)).split())
