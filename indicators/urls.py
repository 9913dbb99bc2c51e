"""Public addresses and the staff's panel: Polish and permanent."""

from django.urls import path, register_converter

from indicators.converters import NumberConverter, PeriodConverter
from indicators.views.panel import approval, due, evidence, patterns, record
from indicators.views.public import evidence as public_evidence
from indicators.views.public import indicator, method, programme

register_converter(NumberConverter, "number")
register_converter(PeriodConverter, "period")

FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"

app_name = "indicators"
urlpatterns = [
    path("", programme.home, name="home"),
    path("programy/", programme.programme_list, name="programme_list"),
    path("programy/<slug:slug>/", programme.programme_detail, name="programme_detail"),
    path("programy/<slug:slug>/diagnoza/", programme.diagnosis, name="diagnosis"),
    path("programy/<slug:slug>/cele/<number:position>/", programme.goal_detail, name="goal_detail"),
    path("programy/<slug:slug>/dzialania/", programme.action_list, name="action_list"),
    path("wskazniki/<number:indicator_id>/", indicator.indicator_detail, name="indicator_detail"),
    path("dowody/<number:evidence_id>/", public_evidence.public_evidence, name="public_evidence"),
    path("metoda/", method.method, name="method"),
    path("panel/", due.due, name="due"),
    path("wzorce/", patterns.patterns, name="patterns"),
    path("panel/zatwierdzanie/", approval.approval_list, name="approval_list"),
    path(FIGURE, record.record, name="record"),
    path(f"{FIGURE}wycofanie/", record.withdraw, name="withdraw"),
    path(f"{FIGURE}decyzja/", approval.decision, name="decision"),
    path(f"{FIGURE}dowody/", evidence.evidence, name="evidence"),
    path("panel/dowody/<number:evidence_id>/", evidence.evidence_file, name="evidence_file"),
    path("panel/dowody/<number:evidence_id>/zmiana/", evidence.evidence_change, name="evidence_change"),
]
