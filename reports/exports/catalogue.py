"""The catalogue of the open data as DCAT-AP (JSON-LD), which data portals harvest. Example programmes are in none."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from cooperation.models import Office, Programme
from cooperation.rules.bodies import Level
from indicators.rules.meanings import Frequency
from reports.exports.metadata import FILES, described, title_of

Node = dict[str, Any]
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LICENCE = {"@id": f"{AUTHORITY}licence/CC0"}
POLISH = {"@id": f"{AUTHORITY}language/POL"}
POLAND = {"@id": f"{AUTHORITY}country/POL"}
PUBLIC = {"@id": f"{AUTHORITY}access-right/PUBLIC"}
STABLE = {"@id": f"{AUTHORITY}planned-availability/STABLE"}
THEMES = [{"@id": f"{AUTHORITY}data-theme/{code}"} for code in ("GOVE", "SOCI")]
KEYWORDS = ["program współpracy", "organizacje pozarządowe", "wskaźniki", "monitoring"]
PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"
FREQUENCIES = {  # the most frequent first; what is measured less often than once a year is still reported yearly
    Frequency.MONTHLY: "MONTHLY",
    Frequency.QUARTERLY: "QUARTERLY",
    Frequency.HALF_YEARLY: "ANNUAL_2",
}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
PORTAL = "Portal monitorowania programów współpracy"


def catalogue(
    programmes: Iterable[Programme],
    office: Office | None,
    base: str,
    *,
    frequencies: Mapping[int, Collection[str]],
    issued: Mapping[int, datetime],
) -> Node:
    """`base`: "https://portal.example.org"; by programme: how often its indicators are measured, its first record."""
    real = [one for one in programmes if not one.is_example]
    publisher = _publisher(office, next((one.issuer for one in real if one.issuer), ""), f"{base}/#wydawca")
    changed = [one.content_changed_at for one in real if one.content_changed_at]
    first = [issued[one.pk] for one in real if one.pk in issued]
    return {
        "@context": CONTEXT,
        "@id": f"{base}/dane/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _in_polish("Dane o programach współpracy"),
        "dct:description": _in_polish("Wartości wskaźników programów współpracy z organizacjami."),
        "dct:publisher": publisher,
        "dct:language": POLISH,
        "dct:license": LICENCE,
        "dct:spatial": POLAND,
        "foaf:homepage": {"@id": f"{base}/"},
        "dcat:themeTaxonomy": {"@id": f"{AUTHORITY}data-theme"},
        **({"dct:issued": _moment(min(first))} if first else {}),
        **({"dct:modified": _moment(max(changed))} if changed else {}),
        "dcat:dataset": [_dataset(one, office, base, frequencies.get(one.pk, ()), issued.get(one.pk)) for one in real],
        "dcat:service": [_service(real, publisher, base)],
    }


def _dataset(
    programme: Programme, office: Office | None, base: str, frequencies: Collection[str], issued: datetime | None
) -> Node:
    folder = f"{base}/programy/{programme.slug}/dane/"
    place = f"{base}/#wydawca" if office else f"{folder}#wydawca"
    dataset: Node = {
        "@id": folder,
        "@type": "dcat:Dataset",
        "dct:identifier": programme.slug,
        "dct:title": _in_polish(title_of(programme)),
        "dct:description": _in_polish(described(programme)),
        "dct:publisher": _publisher(office, programme.issuer, place),
        "dcat:contactPoint": _contact(office, programme.issuer, base),
        "dct:language": POLISH,
        "dct:accessRights": PUBLIC,
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}frequency/{_frequency(frequencies)}"},
        "dcat:landingPage": {"@id": folder},
        "dcat:theme": THEMES,
        "dcat:keyword": [_in_polish(word) for word in KEYWORDS],
        "dct:spatial": POLAND,
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{programme.first_year}-01-01", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{programme.last_year}-12-31", "@type": "xsd:date"},
        },
        "dcat:distribution": [_distribution(folder, name) for name in FILES],
    }
    if issued:
        dataset["dct:issued"] = _moment(issued)
    if programme.content_changed_at:
        dataset["dct:modified"] = _moment(programme.content_changed_at)
    return dataset


def _distribution(folder: str, name: str) -> Node:
    media, title, kind, about = FILES[name]
    return {
        "@id": f"{folder}{name}",
        "@type": "dcat:Distribution",
        "dct:title": _in_polish(title),
        "dct:description": _in_polish(about),
        "dct:language": POLISH,
        "dcat:accessURL": {"@id": folder},
        "dcat:downloadURL": {"@id": f"{folder}{name}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dct:format": {"@id": f"{AUTHORITY}file-type/{kind}"},
        "dct:license": LICENCE,
        "dcatap:availability": STABLE,
    }


def _service(programmes: Iterable[Programme], publisher: Node, base: str) -> Node:
    """The API, which serves all of them."""
    root = f"{base}/api/v1/"
    return {
        "@id": root,
        "@type": "dcat:DataService",
        "dct:title": _in_polish("API z danymi o programach współpracy"),
        "dct:description": _in_polish(
            "Programy, cele, działania, wskaźniki, zatwierdzone wartości i rejestr zmian w formacie JSON."
        ),
        "dct:publisher": publisher,
        "dct:license": LICENCE,
        "dct:accessRights": PUBLIC,
        "dcat:endpointURL": {"@id": root},
        "dcat:endpointDescription": {"@id": f"{root}openapi.json"},
        "dcat:landingPage": {"@id": f"{root}docs"},
        "dcat:servesDataset": [{"@id": f"{base}/programy/{one.slug}/dane/"} for one in programmes],
    }


def _publisher(office: Office | None, issuer: str, place: str) -> Node:
    """The office; before it is entered, whoever issued the programme, else the portal: an agent always has a name."""
    is_regional = office is not None and office.level == Level.VOIVODESHIP
    node: Node = {
        "@id": place,
        "@type": "foaf:Agent",
        "foaf:name": _name(office, issuer),
        "dct:type": {"@id": f"{PUBLISHER_TYPE}{'RegionalAuthority' if is_regional else 'LocalAuthority'}"},
    }
    if office and office.website:
        node["foaf:homepage"] = {"@id": office.website}
    return node


def _contact(office: Office | None, issuer: str, base: str) -> Node:
    """Who answers questions about the data, and where: the office's addresses, else the portal itself."""
    website = office.website if office else ""
    node: Node = {
        "@type": "vcard:Organization",
        "vcard:fn": _name(office, issuer),
        "vcard:hasURL": {"@id": website or f"{base}/"},
    }
    if office and office.email:
        node["vcard:hasEmail"] = {"@id": f"mailto:{office.email}"}
    if office and office.phone:
        node["vcard:hasTelephone"] = {"@id": f"tel:{''.join(office.phone.split())}"}
    return node


def _name(office: Office | None, issuer: str) -> str:
    return (office.name if office else "") or issuer or PORTAL


def _frequency(measured: Collection[str]) -> str:
    return next((code for frequency, code in FREQUENCIES.items() if frequency in measured), "ANNUAL")


def _moment(at: datetime) -> Node:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _in_polish(text: str) -> Node:
    return {"@value": text, "@language": "pl"}
