"""The administration of reports; imported by Django when it discovers the admin."""

from reports.admin import report_templates

__all__ = ["report_templates"]
