"""Images that other sites show beside a link, drawn once for each version of the public content."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.models import Programme
from cooperation.queries.offices import office_identity
from cooperation.text import capitalized, full_stop, typeset
from cooperation.web.context import Context
from cooperation.web.public_pages import public_page
from indicators.charts.share_images import ShareImage, ShareImageCount
from indicators.models import Indicator
from indicators.queries.indicators import indicator_page
from indicators.queries.programmes import indicator_with_version, programme_with_version, version_of
from indicators.queries.results import count_by_status, load_results
from indicators.rules import status as rules
from indicators.web.charts import indicator_chart
from indicators.web.share_images import share_image_response
from indicators.wording import programmes as programme_wording


@public_page(indicator_with_version)
def indicator_image(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    return _image(indicator.programme, f"indicator:{indicator.pk}", lambda on: _of_indicator(indicator, on))


@public_page(programme_with_version)
def programme_image(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _image(programme, "programme", lambda on: _of_programme(programme, on))


def _image(programme: Programme, key: str, describe: Callable[[date], ShareImage]) -> HttpResponse:
    on = timezone.localdate()
    return share_image_response(f"image:{version_of(programme)}:{on}:{get_language()}:{key}", lambda: describe(on))


def _of_indicator(indicator: Indicator, on: date) -> ShareImage:
    page = indicator_page(indicator)
    overall = page.node.overall_status(on)
    label, sentence = rendering.render(overall.label), rendering.render(overall.sentence)
    return ShareImage(
        above=_programme_title(page.programme),
        title=typeset(indicator.name),
        status=str(overall.status),
        status_label=label,
        sentence="" if sentence == label else full_stop(capitalized(sentence)),
        picture=indicator_chart(page.node, on, corrections=page.corrections).pictures[-1],
        **_foot(page.programme, on),
    )


def _of_programme(programme: Programme, on: date) -> ShareImage:
    results = load_results(programme, on=on)
    verdicts = [indicator.overall_status(on) for indicator in results.indicators]
    sentence = programme_wording.programme_summary(
        verdicts, has_ended=results.has_ended, is_excerpt=programme.is_excerpt
    )
    counts = [
        ShareImageCount(status=str(status), label=rendering.render(rules.status_label(status)), indicators=number)
        for status, number in count_by_status(verdict.status for verdict in verdicts)
    ]
    return ShareImage(
        above=_("How the programme is going"),
        title=_programme_title(programme),
        sentence=full_stop(capitalized(rendering.render(sentence))),
        counts=counts,
        **_foot(programme, on),
    )


def _programme_title(programme: Programme) -> str:
    return _("Cooperation programme %(years)s") % {"years": programme.year_span}


def _foot(programme: Programme, on: date) -> Context:
    """Return what the foot of an image says; an example programme is marked in every image."""
    note = _("Monitoring of the cooperation programme")
    if programme.is_example:
        mark = _("example data")
        note = f"{note} ({mark})"
    return {
        "office": typeset(str(office_identity().get("name") or programme.issuer)),
        "note": note,
        "dated": _("as at %(day)s") % {"day": rendering.long_date(on)},
    }
