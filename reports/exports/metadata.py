"""What the files are, for machines: Frictionless data package, CSV on the Web, a DCAT-AP catalogue."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from cooperation.models import Office, Programme
from reports.exports.columns import COLUMNS, DAY, DECIMAL, MOMENT, TEXT, WHOLE, YES_NO

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/deed.pl"
EU_LICENCE = "http://publications.europa.eu/resource/authority/licence/CC0"
FRICTIONLESS = {TEXT: "string", WHOLE: "integer", DECIMAL: "number", DAY: "date", MOMENT: "datetime", YES_NO: "boolean"}
FILES = {  # name -> (media type, what it is in the catalogue, encoding format)
    "wartosci.csv": ("text/csv", "CSV", "CSV"),
    "wartosci-excel.csv": ("text/csv", "CSV (Excel)", "CSV"),
    "wartosci.xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "XLSX"),
    "wartosci.json": ("application/json", "JSON", "JSON"),
}


def title_of(programme: Programme) -> str:
    return f"Wartości wskaźników: {programme.title}"


def described(programme: Programme) -> str:
    told = "Zatwierdzone wartości wskaźników programu z wartościami docelowymi, statusami i podziałami."
    return f"Dane przykładowe, w całości zmyślone. {told}" if programme.is_example else told


def data_package(programme: Programme) -> dict[str, Any]:
    """Frictionless `datapackage.json`: the CSV for programs with its schema; other files without one."""
    fields = [
        {"name": column.name, "type": FRICTIONLESS[column.kind], "description": _in_polish(column.about)}
        for column in COLUMNS
    ]
    return {
        "name": f"wartosci-{programme.slug}",
        "title": title_of(programme),
        "description": described(programme),
        "version": str(programme.content_version),
        "licenses": [{"name": "CC0-1.0", "path": LICENCE, "title": "CC0 1.0"}],
        "resources": [
            {
                "name": "wartosci",
                "path": "wartosci.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
                "schema": {"fields": fields, "missingValues": [""]},
            },
            *(
                {"name": name.replace(".", "-"), "path": name, "mediatype": media}
                for name, (media, *_rest) in FILES.items()
                if name != "wartosci.csv"
            ),
        ],
    }


def csv_on_the_web(programme: Programme) -> dict[str, Any]:
    """`wartosci.csv-metadata.json`, found by a reader of CSV on the Web beside the file."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "pl"}],
        "url": "wartosci.csv",
        "dc:title": title_of(programme),
        "dc:description": described(programme),
        "dc:license": {"@id": LICENCE},
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": column.kind,
                    "dc:description": _in_polish(column.about),
                }
                for column in COLUMNS
            ]
        },
    }


def catalogue(programmes: Iterable[Programme], office: Office | None, base: str) -> dict[str, Any]:
    """DCAT-AP as JSON-LD; `base`: "https://portal.example.org". Example programmes are in no catalogue."""
    real = [one for one in programmes if not one.is_example]
    publisher = {"@type": "foaf:Agent", "foaf:name": office.name if office else "–"}
    if office and office.website:
        publisher["foaf:homepage"] = {"@id": office.website}  # type: ignore[assignment]  # a node, not a text
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}/dane/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Dane o programach współpracy", "@language": "pl"},
        "dct:description": {"@value": "Wartości wskaźników programów współpracy z organizacjami.", "@language": "pl"},
        "dct:publisher": publisher,
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/POL"},
        "dcat:dataset": [_dataset(one, publisher, office, base) for one in real],
        "dcat:service": [_service(real, publisher, base)],
    }


def _service(programmes: Iterable[Programme], publisher: dict[str, Any], base: str) -> dict[str, Any]:
    """The API, which serves all of them."""
    root = f"{base}/api/v1/"
    return {
        "@id": root,
        "@type": "dcat:DataService",
        "dct:title": {"@value": "API z danymi o programach współpracy", "@language": "pl"},
        "dct:description": {
            "@value": "Programy, cele, działania, wskaźniki, zatwierdzone wartości i rejestr zmian w formacie JSON.",
            "@language": "pl",
        },
        "dct:publisher": publisher,
        "dct:license": {"@id": EU_LICENCE},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        "dcat:endpointURL": {"@id": root},
        "dcat:endpointDescription": {"@id": f"{root}openapi.json"},
        "dcat:landingPage": {"@id": f"{root}docs"},
        "dcat:servesDataset": [{"@id": f"{base}/programy/{one.slug}/dane/"} for one in programmes],
    }


def _dataset(programme: Programme, publisher: dict[str, Any], office: Office | None, base: str) -> dict[str, Any]:
    folder = f"{base}/programy/{programme.slug}/dane/"
    dataset: dict[str, Any] = {
        "@id": folder,
        "@type": "dcat:Dataset",
        "dct:identifier": programme.slug,
        "dct:title": {"@value": title_of(programme), "@language": "pl"},
        "dct:description": {"@value": described(programme), "@language": "pl"},
        "dct:publisher": publisher,
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/POL"},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"},
        "dcat:keyword": ["program współpracy", "organizacje pozarządowe", "wskaźniki"],
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/POL"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{programme.first_year}-01-01", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{programme.last_year}-12-31", "@type": "xsd:date"},
        },
        "dcat:distribution": [
            {
                "@id": f"{folder}{name}",
                "@type": "dcat:Distribution",
                "dct:title": {"@value": told, "@language": "pl"},
                "dcat:accessURL": {"@id": folder},
                "dcat:downloadURL": {"@id": f"{folder}{name}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                "dct:format": {"@id": f"http://publications.europa.eu/resource/authority/file-type/{kind}"},
                "dct:license": {"@id": EU_LICENCE},
            }
            for name, (media, told, kind) in FILES.items()
        ],
    }
    if programme.content_changed_at:
        dataset["dct:modified"] = {"@value": programme.content_changed_at.isoformat(), "@type": "xsd:dateTime"}
    if office and office.email:
        contact = {"@type": "vcard:Kind", "vcard:fn": office.name, "vcard:hasEmail": {"@id": f"mailto:{office.email}"}}
        dataset["dcat:contactPoint"] = contact
    return dataset


def _in_polish(text: Any) -> str:
    with override("pl"):
        return str(text)
