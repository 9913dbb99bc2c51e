"""Metadata of the files for programs: Frictionless data package and CSV on the Web."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

from cooperation.models import Programme
from reports.exports.columns import COLUMNS, DAY, DECIMAL, MOMENT, TEXT, WHOLE, YES_NO

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/deed.pl"
FRICTIONLESS = {TEXT: "string", WHOLE: "integer", DECIMAL: "number", DAY: "date", MOMENT: "datetime", YES_NO: "boolean"}
FILES = {  # name -> media type, its title in the catalogue, its kind among the EU's file types, what it is
    "wartosci.csv": ("text/csv", "CSV", "CSV", "Tabela dla programów: przecinki, kropka dziesiętna, daty ISO 8601."),
    "wartosci-excel.csv": (
        "text/csv", "CSV (Excel)", "CSV", "Tabela dla polskiego arkusza: średniki, przecinek dziesiętny, 31.12.2024.",
    ),
    "wartosci.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "XLSX",
        "Skoroszyt: wartości, zestawienie do druku i opis kolumn.",
    ),
    "wartosci.json": ("application/json", "JSON", "JSON", "Te same wiersze w formacie JSON."),
}  # fmt: skip


def title_of(programme: Programme) -> str:
    return f"Wartości wskaźników: {programme.title}"


def description_of(programme: Programme) -> str:
    description = "Zatwierdzone wartości wskaźników programu z wartościami docelowymi, statusami i podziałami."
    return f"Dane przykładowe, w całości zmyślone. {description}" if programme.is_example else description


def data_package(programme: Programme) -> dict[str, Any]:
    """Return the Frictionless `datapackage.json`: each file with its schema and dialect."""
    resources: dict[str, dict[str, Any]] = {
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
        "licenses": [{"name": "CC0-1.0", "path": LICENCE, "title": "CC0 1.0"}],
        "resources": [
            {
                "name": name.replace(".", "-"),
                "path": name,
                "profile": "tabular-data-resource",
                "format": name.rpartition(".")[2],
                "mediatype": FILES[name][0],
                "encoding": "utf-8",
            }
            | properties
            for name, properties in resources.items()
        ],
    }


# Formats that differ from the ISO forms of `wartosci.csv`, by kind of column.
AS_IN_POLAND: dict[str, dict[str, Any]] = {
    DECIMAL: {"decimalChar": ",", "groupChar": ""},
    DAY: {"format": "%d.%m.%Y"},
    MOMENT: {"format": "%d.%m.%Y %H:%M"},
    YES_NO: {"trueValues": ["tak"], "falseValues": ["nie"]},
}


def _schema(written: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": FRICTIONLESS[column.kind], "description": _in_polish(column.description)}
        | (written or {}).get(column.kind, {})
        for column in COLUMNS
    ]
    return {"fields": fields, "missingValues": [""]}


def csv_on_the_web(programme: Programme) -> dict[str, Any]:
    """Return `wartosci.csv-metadata.json`, which readers of CSV on the Web look for beside the file."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "pl"}],
        "url": "wartosci.csv",
        "dc:title": title_of(programme),
        "dc:description": description_of(programme),
        "dc:license": {"@id": LICENCE},
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
