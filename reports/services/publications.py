"""Publishing reports: the content is frozen with a hash, registered, and never changed again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Change, Office, Programme
from cooperation.models.ledger import LedgerHead, lock_ledger
from cooperation.rendering import long_date
from cooperation.roles import Role
from cooperation.services import changes
from indicators.services.locks import lock_figures
from reports import permissions
from reports.exports.content import report_content
from reports.models import AnnualReport, Erratum, Publication
from reports.queries.checklist import unmet_items
from reports.queries.report_sources import report_source_of
from reports.rules.snapshot import canonical, digest
from reports.rules.span import Span
from reports.services.chapters import locked_report
from reports.services.errors import (
    ChecklistNotMet,
    ReportNotAllowed,
    ReportReasonRequired,
    StalePublication,
    YearsNotOver,
)


def publish(
    programme: Programme,
    span: Span,
    by: User,
    *,
    based_on: int,
    reason: str = "",
    open_is_known: bool = False,
    on: date | None = None,
    at: datetime | None = None,
) -> Publication:
    """Freeze the report's current content in one transaction. `based_on`: the newest version seen, 0 for none.

    A version after the first needs a reason; unmet items of the checklist must be accepted (`open_is_known`).
    Raises ReportNotAllowed, YearsNotOver, StalePublication, ReportReasonRequired, ChecklistNotMet.
    """
    if not permissions.may_write_reports(by):
        raise ReportNotAllowed
    at = at or timezone.now()
    on = on or timezone.localtime(at).date()
    if not span.has_ended(on.year):
        raise YearsNotOver
    with transaction.atomic():
        lock_figures()  # so that no figure is approved while the figures are read
        report = locked_report(programme, span)
        newest = report.publications.order_by("-version").first()
        version = (newest.version if newest else 0) + 1
        if version - 1 != based_on:
            raise StalePublication(newest)
        if version > 1 and not reason.strip():
            raise ReportReasonRequired
        source = report_source_of(programme, span, on=on)
        unmet = unmet_items(source)
        if unmet and not open_is_known:
            raise ChecklistNotMet(unmet)
        edition = _edition(version, by, reason, at, source.office, head=lock_ledger())
        snapshot = canonical(report_content(source) | {"edition": edition})
        publication = Publication.objects.create(
            report=report, version=version, snapshot=snapshot, sha256=digest(snapshot), reason=reason.strip(),
            published_at=at, author=by,
        )  # fmt: skip
        _register_change(report, Change.Kind.REPORT_PUBLISHED, version, at=at, text=reason.strip())
    return publication


def add_erratum(publication: Publication, text: str, by: User, *, at: datetime | None = None) -> Erratum:
    """Publish a correction of a published report's text; the same text sent twice makes one erratum."""
    if not permissions.may_write_reports(by):
        raise ReportNotAllowed
    if not text.strip():
        raise ReportReasonRequired
    with transaction.atomic():
        lock_ledger()
        report = AnnualReport.objects.select_for_update().get(pk=publication.report_id)
        last = publication.errata.order_by("-id").first()
        if last is not None and last.text == text.strip():
            return last
        erratum = Erratum.objects.create(publication=publication, text=text.strip(), at=at or timezone.now(), author=by)
        _register_change(report, Change.Kind.ERRATUM, publication.version, at=erratum.at, text=erratum.text)
    return erratum


def set_bulletin_address(publication: Publication, url: str, by: User) -> None:
    """Store the report's address in the public information bulletin, which is known only after the publication."""
    if not permissions.may_write_reports(by):
        raise ReportNotAllowed
    with transaction.atomic():
        lock_ledger()
        row = Publication.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=publication.pk)
        if row.bulletin_url == url:
            return
        row.bulletin_url = url
        row.save(update_fields=["bulletin_url"])
        details = {"is_given": bool(url)}
        _register_change(
            publication.report, Change.Kind.REPORT_LOCATED, row.version, at=timezone.now(), details=details
        )


def _edition(
    version: int, by: User, reason: str, at: datetime, office: Office | None, *, head: LedgerHead
) -> dict[str, object]:
    """Return the edition's facts in the frozen content; the person is named only if the office has chosen so."""
    local = timezone.localtime(at)
    is_signed = bool(office and office.signs_reports)
    return {
        "version": version,
        "reason": reason.strip(),
        "published_at": local.replace(microsecond=0).isoformat(),
        "published_on_shown": long_date(local.date()),
        "role": str(Role.COORDINATOR),
        "person": by.get_full_name() if is_signed else "",
        "history_head": str(head),  # before the publication
    }


def _register_change(
    report: AnnualReport,
    kind: Change.Kind,
    version: int,
    *,
    at: datetime,
    text: str = "",
    details: Mapping[str, object] | None = None,
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
