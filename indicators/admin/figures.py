"""Rounds, rulings and figures: services write them, the administrator looks."""

from django.contrib import admin

from cooperation.admin import OnlyLookedAt
from indicators.models import Assessment, Decision, Measurement, ReportingRound, Revision


@admin.register(ReportingRound)
class ReportingRoundAdmin(OnlyLookedAt):
    list_display = ("year", "programme", "opens_on", "due_on", "closed_at")
    list_select_related = ("programme",)


@admin.register(Decision)
class DecisionAdmin(OnlyLookedAt):
    list_display = ("indicator", "text", "decided_on", "author")
    list_select_related = ("indicator", "author")


@admin.register(Assessment)
class AssessmentAdmin(OnlyLookedAt):
    list_display = ("indicator", "year", "verdict", "author")
    list_select_related = ("indicator", "author")


@admin.register(Measurement)
class MeasurementAdmin(OnlyLookedAt):
    list_display = ("indicator", "period_code", "approved_revision")
    list_select_related = ("indicator", "approved_revision")


@admin.register(Revision)
class RevisionAdmin(OnlyLookedAt):
    list_display = ("measurement", "number", "state", "value", "author", "at")
    list_select_related = ("measurement", "author")
