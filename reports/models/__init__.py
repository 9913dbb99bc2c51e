"""Models of reports."""

from reports.models.publications import Erratum, Publication, ReportFile
from reports.models.report_templates import ReportTemplate
from reports.models.reports import AnnualReport, Chapter, FinanceRow

__all__ = ["AnnualReport", "Chapter", "Erratum", "FinanceRow", "Publication", "ReportFile", "ReportTemplate"]
