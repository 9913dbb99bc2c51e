"""The open data of a programme and of an indicator, described for search engines."""

from django.urls import reverse

from cooperation import rendering
from cooperation.models import Programme
from cooperation.queries.offices import OfficeIdentity
from cooperation.rules.licences import DATA_LICENCE
from cooperation.services.addresses import absolute_url
from cooperation.text import say
from cooperation.web.structured_data import JsonLdNode, coverage, download, modified, publisher
from indicators.models import Indicator

CSV, JSON = "text/csv", "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def programme_dataset(programme: Programme, office: OfficeIdentity) -> JsonLdNode | None:
    """Return the data of all indicators; None for an example programme, which search engines would take for real."""
    if programme.is_example:
        return None
    description = say("Approved figures, targets and statuses of all indicators: {title}", title=programme.title)
    address = absolute_url(reverse("reports:data", args=[programme.slug]))
    return {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": rendering.render(programme.short_title),
        "alternateName": programme.title,
        "description": rendering.render(description),
        **_common(programme, office),
        "distribution": [
            download(reverse(f"reports:{name}", args=[programme.slug]), media_type)
            for name, media_type in (("data_csv", CSV), ("data_xlsx", XLSX), ("data_json", JSON))
        ],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": absolute_url(reverse("reports:catalogue"))},
    }


def indicator_dataset(indicator: Indicator, office: OfficeIdentity) -> JsonLdNode | None:
    """Return the data of one indicator, part of those of its programme; None for an example programme."""
    programme = indicator.programme
    if programme.is_example:
        return None
    description = say(
        "Approved figures, targets and statuses of the indicator “{indicator}”, year by year: {title}",
        indicator=indicator.name,
        title=programme.title,
    )
    address = absolute_url(reverse("indicators:indicator_detail", args=[indicator.pk]))
    variable = {"@type": "PropertyValue", "name": indicator.name}
    return {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": indicator.name,
        "description": rendering.render(description),
        **_common(programme, office),
        "variableMeasured": variable | ({"unitText": indicator.measure} if indicator.measure else {}),
        "distribution": [
            download(reverse("reports:indicator_csv", args=[indicator.pk]), CSV),
            download(reverse("reports:api_indicator", args=[indicator.pk]), JSON),
        ],
        "isPartOf": {"@type": "Dataset", "@id": absolute_url(reverse("reports:data", args=[programme.slug]))},
    }


def _common(programme: Programme, office: OfficeIdentity) -> JsonLdNode:
    return {
        **publisher(programme, office),
        "temporalCoverage": coverage(programme.first_year, programme.last_year),
        **modified(programme),
        "version": str(programme.content_version),
        "license": DATA_LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": "pl",
    }
