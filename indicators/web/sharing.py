"""How other sites and texts refer to a public page: its citation, its share image, its frame."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from cooperation.models import Programme
from cooperation.queries.offices import OfficeIdentity
from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence
from cooperation.web.structured_data import publisher_name
from indicators.charts.shapes import Chart
from indicators.queries.indicators import IndicatorPage
from indicators.rules.status import ProgrammeStatus
from indicators.web.embeds import EmbedCode, embed_codes
from indicators.wording import citations


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """`share_image`: address of the image that other sites show beside a link; empty if there is none."""

    citation: str
    address: str
    share_image: str = ""
    feed_url: str = ""
    calendar_url: str = ""
    embed_url: str = ""
    embed_codes: tuple[EmbedCode, ...] = ()


def programme_sharing(programme: Programme, office: OfficeIdentity) -> Sharing:
    address = _address("programme_detail", programme.slug)
    return Sharing(
        citation=_citation(programme, office, [programme.title], address),
        address=address,
        share_image=_address("programme_image", programme.slug),
        feed_url=reverse("indicators:programme_feed", args=[programme.slug]),
        calendar_url=reverse("reports:programme_calendar", args=[programme.slug]),
    )


def indicator_sharing(
    page: IndicatorPage, chart: Chart, overall: ProgrammeStatus, target: Sentence | None, office: OfficeIdentity
) -> Sharing:
    """`chart`, `overall` and `target`: what the embed page of the indicator shows."""
    indicator, programme = page.indicator, page.programme
    address, embed_url = _address("indicator_detail", indicator.pk), _address("indicator_embed", indicator.pk)
    return Sharing(
        citation=_citation(programme, office, [indicator.name, programme.title], address),
        address=address,
        share_image=_address("indicator_image", indicator.pk),
        embed_url=embed_url,
        embed_codes=embed_codes(embed_url, page, chart, overall, target),
    )


def _citation(programme: Programme, office: OfficeIdentity, titles: list[str], address: str) -> str:
    changed_at = programme.content_changed_at
    return citations.citation(
        publisher=publisher_name(programme, office),
        titles=titles,
        version=citations.data_version(timezone.localdate(changed_at) if changed_at else timezone.localdate()),
        address=address,
    )


def _address(name: str, argument: str | int) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=[argument]))
