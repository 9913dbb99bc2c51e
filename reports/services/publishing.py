"""Publishing a report: its content is frozen with a hash, registered, and never changed again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cooperation.models import Change, Programme
from cooperation.rendering import long_date
from cooperation.roles import Role
from cooperation.services import changes
from indicators.services.locks import lock_figures
from reports import permissions
from reports.models import AnnualReport, Erratum, Publication
from reports.queries.checklist import unmet_items
from reports.queries.material import material_of
from reports.rules.snapshot import canonical, digest
from reports.rules.span import Span
from reports.services.content import content_of
from reports.services.errors import NotAllowed, NotOver, NotReady, ReasonRequired, StaleWords
from reports.services.writing import locked_report


def publish(
    programme: Programme,
    span: Span,
    by: Any,
    *,
    based_on: int,
    reason: str = "",
    open_is_known: bool = False,
    on: date | None = None,
    at: datetime | None = None,
) -> Publication:
    """Freeze the report as it stands. `based_on`: the newest version that was seen, 0 for none.

    A version after the first needs its reason; open points of the checklist have to be known (`open_is_known`).
    """
    if not permissions.may_report(by):
        raise NotAllowed
    at = at or timezone.now()
    on = on or timezone.localtime(at).date()
    if not span.has_ended(on.year):
        raise NotOver
    with transaction.atomic():
        lock_figures()  # no figure is approved while they are read
        report = locked_report(programme, span)
        newest = report.publications.order_by("-version").first()
        version = (newest.version if newest else 0) + 1
        if version - 1 != based_on:
            raise StaleWords(newest)
        if version > 1 and not reason.strip():
            raise ReasonRequired
        material = material_of(programme, span, on=on)
        unmet = unmet_items(material)
        if unmet and not open_is_known:
            raise NotReady(unmet)
        edition = _edition(version, by, reason, at, material.office)
        snapshot = canonical(content_of(material) | {"edition": edition})
        publication = Publication.objects.create(
            report=report, version=version, snapshot=snapshot, sha256=digest(snapshot), reason=reason.strip(),
            published_at=at, author=by,
        )  # fmt: skip
        _register(report, Change.Kind.REPORT_PUBLISHED, version, at=at, text=reason.strip())
    return publication


def add_erratum(publication: Publication, text: str, by: Any, *, at: datetime | None = None) -> Erratum:
    """A correction of a published report's words. The same words sent twice are one erratum."""
    if not permissions.may_report(by):
        raise NotAllowed
    if not text.strip():
        raise ReasonRequired
    with transaction.atomic():
        report = AnnualReport.objects.select_for_update().get(pk=publication.report_id)
        last = publication.errata.order_by("-id").first()
        if last is not None and last.text == text.strip():
            return last
        erratum = Erratum.objects.create(publication=publication, text=text.strip(), at=at or timezone.now(), author=by)
        _register(report, Change.Kind.ERRATUM, publication.version, at=erratum.at, text=erratum.text)
    return erratum


def note_bulletin(publication: Publication, url: str, by: Any) -> None:
    """Where the report stands in the public information bulletin; known only after it was published."""
    if not permissions.may_report(by):
        raise NotAllowed
    with transaction.atomic():
        row = Publication.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=publication.pk)
        if row.bulletin_url == url:
            return
        row.bulletin_url = url
        row.save(update_fields=["bulletin_url"])
        details = {"is_given": bool(url)}
        _register(publication.report, Change.Kind.REPORT_LOCATED, row.version, at=timezone.now(), details=details)


def _edition(version: int, by: Any, reason: str, at: datetime, office: Any) -> dict[str, Any]:
    """Part of what is frozen. A person is named only where the office has chosen so."""
    local = timezone.localtime(at)
    is_signed = bool(office and office.signs_reports)
    return {
        "version": version,
        "reason": reason.strip(),
        "published_at": local.replace(microsecond=0).isoformat(),
        "published_on_shown": long_date(local.date()),
        "role": str(Role.COORDINATOR),
        "person": by.get_full_name() if is_signed else "",
    }


def _register(
    report: AnnualReport,
    kind: Change.Kind,
    version: int,
    *,
    at: datetime,
    text: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    changes.register(
        report.programme_id,
        kind,
        at=at,
        object_type="annualreport",
        object_id=report.pk,
        role=str(Role.COORDINATOR),
        details={
            "code": report.span.code,
            "first_year": report.first_year,
            "last_year": report.last_year,
            "is_final": report.is_final,
            "version": version,
            **(details or {}),
        },
        text=text,
    )
