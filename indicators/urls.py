"""Public addresses and the staff's panel: Polish and permanent."""

from django.urls import path

from indicators.views.panel import (
    approvals,
    comments,
    completeness,
    due,
    evidence,
    grid,
    measurements,
    notifications,
    open_questions,
    patterns,
    reader_questions,
    rounds,
    rulings,
    session,
)
from indicators.views.public import (
    actions,
    changes,
    comparison,
    diagnosis,
    indicators,
    method,
    offices,
    programmes,
    unsubscribing,
)
from indicators.views.public import evidence as public_evidence
from indicators.views.public import reader_questions as readers

FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"

app_name = "indicators"
urlpatterns = [
    path("", programmes.home, name="home"),
    path("programy/", programmes.programme_list, name="programme_list"),
    path("programy/<slug:slug>/", programmes.programme_detail, name="programme_detail"),
    path("programy/<slug:slug>/diagnoza/", diagnosis.diagnosis, name="diagnosis"),
    path("programy/<slug:slug>/cele/<number:position>/", actions.goal_detail, name="goal_detail"),
    path("programy/<slug:slug>/dzialania/", actions.action_list, name="action_list"),
    path("programy/<slug:slug>/porownanie/", comparison.compare, name="compare"),
    path("wskazniki/<number:indicator_id>/", indicators.indicator_detail, name="indicator_detail"),
    path("wskazniki/<number:indicator_id>/osadz/", indicators.indicator_embed, name="indicator_embed"),
    path("wskazniki/<number:indicator_id>/pytanie/", readers.ask, name="ask"),
    path("wskazniki/<number:indicator_id>/pytanie/wyslano/", readers.asked, name="asked"),
    path("pytania/<token:token>/", readers.link, name="question_link"),
    path("powiadomienia/rezygnacja/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("zmiany/", changes.changes, name="changes"),
    path("zmiany/atom.xml", changes.changes_feed, name="changes_feed"),
    path("dowody/<number:evidence_id>/", public_evidence.public_evidence, name="public_evidence"),
    path("metoda/", method.method, name="method"),
    path("dostepnosc/", offices.accessibility, name="accessibility"),
    path("prywatnosc/", offices.privacy, name="privacy"),
    path("pomoc/", offices.help_page, name="help"),
    path("panel/", due.due, name="due"),
    path("panel/sesja/", session.session, name="session"),
    path("wzorce/", patterns.patterns, name="patterns"),
    path("panel/programy/<slug:slug>/<year:year>/", grid.grid, name="grid"),
    path("panel/okresy/", rounds.round_list, name="round_list"),
    path("panel/okresy/<slug:slug>/<year:year>/", rounds.round_detail, name="round_detail"),
    path("panel/kompletnosc/", completeness.completeness, name="completeness"),
    path("panel/zatwierdzanie/", approvals.approval_list, name="approval_list"),
    path("panel/pytania/", open_questions.question_list, name="question_list"),
    path("panel/pytania/czytelnicy/", reader_questions.question_list, name="reader_question_list"),
    path("panel/pytania/czytelnicy/<number:question_id>/", reader_questions.question, name="reader_question"),
    path("panel/wskazniki/<number:indicator_id>/rozstrzygniecie/", rulings.decision, name="ruling"),
    path("panel/wskazniki/<number:indicator_id>/oceny/<year:year>/", rulings.assessment, name="assessment"),
    path("panel/powiadomienia/", notifications.notification_list, name="notification_list"),
    path("panel/powiadomienia/wybor/", notifications.mail_choice, name="mail_choice"),
    path(FIGURE, measurements.record, name="record"),
    path(f"{FIGURE}wycofanie/", measurements.withdraw, name="withdraw"),
    path(f"{FIGURE}komentarze/", comments.comment, name="comment"),
    path(f"{FIGURE}decyzja/", approvals.approval, name="decision"),
    path(f"{FIGURE}dowody/", evidence.evidence, name="evidence"),
    path("panel/dowody/<number:evidence_id>/", evidence.evidence_file, name="evidence_file"),
    path("panel/dowody/<number:evidence_id>/zmiana/", evidence.evidence_change, name="evidence_change"),
]
