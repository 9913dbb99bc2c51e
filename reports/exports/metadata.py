"""Metadata of the files for programs: Frictionless data package and CSV on the Web."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import override

from cooperation.models import Programme
from cooperation.rules.licences import DATA_LICENCE
from reports.exports.columns import COLUMNS, DAY, DECIMAL, MOMENT, TEXT, WHOLE, YES_NO

FRICTIONLESS = {TEXT: "string", WHOLE: "integer", DECIMAL: "number", DAY: "date", MOMENT: "datetime", YES_NO: "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """How the catalogue describes a file; `file_type` is its code in the EU's list of file types."""

    media_type: str
    title: str
    file_type: str
    description: str


FILES = {
    "wartosci.csv": DataFile(
        media_type="text/csv",
        title="CSV",
        file_type="CSV",
        description="Tabela dla programów: przecinki, kropka dziesiętna, daty ISO 8601.",
    ),
    "wartosci-excel.csv": DataFile(
        media_type="text/csv",
        title="CSV (Excel)",
        file_type="CSV",
        description="Tabela dla polskiego arkusza: średniki, przecinek dziesiętny, 31.12.2024.",
    ),
    "wartosci.xlsx": DataFile(
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        title="XLSX",
        file_type="XLSX",
        description="Skoroszyt: wartości, zestawienie do druku i opis kolumn.",
    ),
    "wartosci.json": DataFile(
        media_type="application/json",
        title="JSON",
        file_type="JSON",
        description="Te same wiersze w formacie JSON.",
    ),
}


def title_of(programme: Programme) -> str:
    return f"Wartości wskaźników: {programme.title}"


def description_of(programme: Programme) -> str:
    description = "Zatwierdzone wartości wskaźników programu z wartościami docelowymi, statusami i podziałami."
    return f"Dane przykładowe, w całości zmyślone. {description}" if programme.is_example else description


def data_package(programme: Programme) -> dict[str, object]:
    """Return the Frictionless `datapackage.json`: each file with its schema and dialect."""
    resources: dict[str, dict[str, object]] = {
        "wartosci.csv": {
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
            "schema": _schema(),
        },
        "wartosci-excel.csv": {
            "dialect": {"delimiter": ";", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
            "schema": _schema(AS_IN_POLAND),
        },
        "wartosci.xlsx": {"dialect": {"excel": {"sheet": "wartości"}}, "schema": _schema()},
        "wartosci.json": {
            "dialect": {"json": {"keyed": True, "property": "wartosci"}},
            "schema": _schema(),
        },
    }
    return {
        "profile": "data-package",
        "name": f"wartosci-{programme.slug}",
        "title": title_of(programme),
        "description": description_of(programme),
        "version": str(programme.content_version),
        "licenses": [{"name": "CC0-1.0", "path": DATA_LICENCE, "title": "CC0 1.0"}],
        "resources": [
            {
                "name": name.replace(".", "-"),
                "path": name,
                "profile": "tabular-data-resource",
                "format": name.rpartition(".")[2],
                "mediatype": FILES[name].media_type,
                "encoding": "utf-8",
            }
            | properties
            for name, properties in resources.items()
        ],
    }


# Formats that differ from the ISO forms of `wartosci.csv`, by kind of column.
AS_IN_POLAND: dict[str, dict[str, object]] = {
    DECIMAL: {"decimalChar": ",", "groupChar": ""},
    DAY: {"format": "%d.%m.%Y"},
    MOMENT: {"format": "%d.%m.%Y %H:%M"},
    YES_NO: {"trueValues": ["tak"], "falseValues": ["nie"]},
}


def _schema(written: dict[str, dict[str, object]] | None = None) -> dict[str, object]:
    fields = [
        {"name": column.name, "type": FRICTIONLESS[column.kind], "description": _in_polish(column.description)}
        | (written or {}).get(column.kind, {})
        for column in COLUMNS
    ]
    return {"fields": fields, "missingValues": [""]}


def csv_on_the_web(programme: Programme) -> dict[str, object]:
    """Return `wartosci.csv-metadata.json`, which readers of CSV on the Web look for beside the file."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "pl"}],
        "url": "wartosci.csv",
        "dc:title": title_of(programme),
        "dc:description": description_of(programme),
        "dc:license": {"@id": DATA_LICENCE},
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": column.kind,
                    "dc:description": _in_polish(column.description),
                }
                for column in COLUMNS
            ]
        },
    }


def _in_polish(text: str | Promise) -> str:
    with override("pl"):
        return str(text)
