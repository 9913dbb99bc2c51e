"""The catalogue of the open data as DCAT-AP (JSON-LD) for data portals; example programmes are left out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from cooperation.models import Office, Programme
from cooperation.rules.bodies import Level
from indicators.rules.meanings import Frequency
from reports.exports.metadata import FILES, description_of, title_of

JsonLdNode = dict[str, object]
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LICENCE = {"@id": f"{AUTHORITY}licence/CC0"}
POLISH = {"@id": f"{AUTHORITY}language/POL"}
POLAND = {"@id": f"{AUTHORITY}country/POL"}
PUBLIC = {"@id": f"{AUTHORITY}access-right/PUBLIC"}
STABLE = {"@id": f"{AUTHORITY}planned-availability/STABLE"}
THEMES = [{"@id": f"{AUTHORITY}data-theme/{code}"} for code in ("GOVE", "SOCI")]
KEYWORDS = ["program współpracy", "organizacje pozarządowe", "wskaźniki", "monitoring"]
PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"
FREQUENCIES = {  # the most frequent first; data measured less often than yearly are still reported yearly
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
) -> JsonLdNode:
    """Return the catalogue. `base` is e.g. "https://portal.example.org"; the mappings are keyed by programme id."""
    real = [programme for programme in programmes if not programme.is_example]
    publisher = _publisher(
        office, next((programme.issuer for programme in real if programme.issuer), ""), f"{base}/#wydawca"
    )
    changed = [programme.content_changed_at for programme in real if programme.content_changed_at]
    first = [issued[programme.pk] for programme in real if programme.pk in issued]
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
        "dcat:dataset": [
            _dataset(programme, office, base, frequencies.get(programme.pk, ()), issued.get(programme.pk))
            for programme in real
        ],
        "dcat:service": [_service(real, publisher, base)],
    }


def _dataset(
    programme: Programme, office: Office | None, base: str, frequencies: Collection[str], issued: datetime | None
) -> JsonLdNode:
    folder = f"{base}/programy/{programme.slug}/dane/"
    place = f"{base}/#wydawca" if office else f"{folder}#wydawca"
    dataset: JsonLdNode = {
        "@id": folder,
        "@type": "dcat:Dataset",
        "dct:identifier": programme.slug,
        "dct:title": _in_polish(title_of(programme)),
        "dct:description": _in_polish(description_of(programme)),
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


def _distribution(folder: str, name: str) -> JsonLdNode:
    file = FILES[name]
    return {
        "@id": f"{folder}{name}",
        "@type": "dcat:Distribution",
        "dct:title": _in_polish(file.title),
        "dct:description": _in_polish(file.description),
        "dct:language": POLISH,
        "dcat:accessURL": {"@id": folder},
        "dcat:downloadURL": {"@id": f"{folder}{name}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.media_type}"},
        "dct:format": {"@id": f"{AUTHORITY}file-type/{file.file_type}"},
        "dct:license": LICENCE,
        "dcatap:availability": STABLE,
    }


def _service(programmes: Iterable[Programme], publisher: JsonLdNode, base: str) -> JsonLdNode:
    """Return the API, which serves all datasets."""
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
        "dcat:servesDataset": [{"@id": f"{base}/programy/{programme.slug}/dane/"} for programme in programmes],
    }


def _publisher(office: Office | None, issuer: str, place: str) -> JsonLdNode:
    """Return the office, else the issuer of the programme, else the portal: an agent must have a name."""
    is_regional = office is not None and office.level == Level.VOIVODESHIP
    node: JsonLdNode = {
        "@id": place,
        "@type": "foaf:Agent",
        "foaf:name": _name(office, issuer),
        "dct:type": {"@id": f"{PUBLISHER_TYPE}{'RegionalAuthority' if is_regional else 'LocalAuthority'}"},
    }
    if office and office.website:
        node["foaf:homepage"] = {"@id": office.website}
    return node


def _contact(office: Office | None, issuer: str, base: str) -> JsonLdNode:
    """Return the contact for questions: the office's addresses, else the portal's."""
    website = office.website if office else ""
    node: JsonLdNode = {
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


def _moment(at: datetime) -> JsonLdNode:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _in_polish(text: str) -> JsonLdNode:
    return {"@value": text, "@language": "pl"}
