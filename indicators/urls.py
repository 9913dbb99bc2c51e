"""Public addresses and the staff's panel: Polish and permanent."""

from django.urls import include, path

from cooperation.web.previews import NAMESPACE, preview_of
from indicators.queries.continuity import series_in_preparation
from indicators.queries.programmes import goal_in_preparation, programme_in_preparation
from indicators.views.panel import (
    approvals,
    comments,
    completeness,
    draft_differences,
    evidence,
    grid,
    grid_paste,
    measurements,
    notifications,
    office_setup,
    open_questions,
    patterns,
    reader_questions,
    rounds,
    rulings,
    session,
    stored_drafts,
    unit_reminders,
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
    share_images,
    unsubscription,
)
from indicators.views.public import evidence as public_evidence
from indicators.views.public import reader_questions as readers

FIGURE = "panel/wskazniki/<number:indicator_id>/pomiary/<period:period_code>/"

PREVIEW = "panel/podglad/<slug:slug>/"

app_name = "indicators"
# Their names and parameters are those of the public pages.
previews = [
    path(PREVIEW, preview_of(programmes.programme_detail, programme_in_preparation), name="programme_detail"),
    path(f"{PREVIEW}diagnoza/", preview_of(diagnosis.diagnosis, programme_in_preparation), name="diagnosis"),
    path(f"{PREVIEW}cele/<number:position>/", preview_of(actions.goal_detail, goal_in_preparation), name="goal_detail"),
    path(f"{PREVIEW}dzialania/", preview_of(actions.action_list, programme_in_preparation), name="action_list"),
    path(f"{PREVIEW}porownanie/", preview_of(comparison.comparison, programme_in_preparation), name="comparison"),
    path(
        "panel/podglad/wskazniki/<number:indicator_id>/",
        preview_of(indicators.indicator_detail, series_in_preparation),
        name="indicator_detail",
    ),
]
urlpatterns = [
    path("", programmes.home, name="home"),
    path("programy/", programmes.programme_list, name="programme_list"),
    path("programy/<slug:slug>/", programmes.programme_detail, name="programme_detail"),
    path("programy/<slug:slug>/obraz.png", share_images.programme_image, name="programme_image"),
    path("programy/<slug:slug>/diagnoza/", diagnosis.diagnosis, name="diagnosis"),
    path("programy/<slug:slug>/cele/<number:position>/", actions.goal_detail, name="goal_detail"),
    path("programy/<slug:slug>/zmiany/atom.xml", changes.programme_feed, name="programme_feed"),
    path("programy/<slug:slug>/cele/<number:position>/atom.xml", changes.goal_feed, name="goal_feed"),
    path("programy/<slug:slug>/dzialania/", actions.action_list, name="action_list"),
    path("programy/<slug:slug>/porownanie/", comparison.comparison, name="comparison"),
    path("wskazniki/<number:indicator_id>/", indicators.indicator_detail, name="indicator_detail"),
    path("wskazniki/<number:indicator_id>/osadz/", indicators.indicator_embed, name="indicator_embed"),
    path("wskazniki/<number:indicator_id>/atom.xml", changes.indicator_feed, name="indicator_feed"),
    path("wskazniki/<number:indicator_id>/obraz.png", share_images.indicator_image, name="indicator_image"),
    path("wskazniki/<number:indicator_id>/pytanie/", readers.reader_question_form, name="reader_question_form"),
    path("wskazniki/<number:indicator_id>/pytanie/wyslano/", readers.reader_question_sent, name="reader_question_sent"),
    path("pytania/<token:token>/", readers.reader_question_link, name="reader_question_link"),
    path("powiadomienia/rezygnacja/<str:token>/", unsubscription.unsubscription, name="unsubscription"),
    path("zmiany/", changes.changes, name="changes"),
    path("zmiany/atom.xml", changes.changes_feed, name="changes_feed"),
    path("dowody/<number:evidence_id>/", public_evidence.public_evidence, name="public_evidence"),
    path("metoda/", method.method, name="method"),
    path("dostepnosc/", offices.accessibility, name="accessibility"),
    path("prywatnosc/", offices.privacy, name="privacy"),
    path("pomoc/", offices.help_page, name="help"),
    path("panel/sesja/", session.session, name="session"),
    path("panel/sesja/przedluzenie/", session.session_extension, name="session_extension"),
    path("wzorce/", patterns.patterns, name="patterns"),
    path("panel/programy/<slug:slug>/<year:year>/", grid.grid, name="grid"),
    path("panel/programy/<slug:slug>/<year:year>/wklejanie/", grid_paste.grid_paste, name="grid_paste"),
    path("panel/uruchomienie/", office_setup.office_setup, name="office_setup"),
    path("panel/uruchomienie/list-probny/", office_setup.test_message, name="test_message"),
    path("panel/wczytywanie/", stored_drafts.stored_draft_list, name="stored_draft_list"),
    path("panel/wczytywanie/<number:draft_id>/", stored_drafts.stored_draft_detail, name="stored_draft"),
    path("panel/wczytywanie/<number:draft_id>/zmiany/", draft_differences.draft_differences, name="draft_differences"),
    path("panel/wczytywanie/<number:draft_id>/plik/", stored_drafts.stored_draft_file, name="stored_draft_file"),
    path(
        "panel/wczytywanie/<number:draft_id>/usuniecie/",
        stored_drafts.stored_draft_deletion,
        name="stored_draft_deletion",
    ),
    path("panel/okresy/", rounds.round_list, name="round_list"),
    path("panel/okresy/<slug:slug>/<year:year>/", rounds.round_detail, name="round_detail"),
    path("panel/kompletnosc/", completeness.completeness, name="completeness"),
    path("panel/zatwierdzanie/", approvals.approval_list, name="approval_list"),
    path("panel/pytania/", open_questions.open_question_list, name="open_question_list"),
    path("panel/pytania/czytelnicy/", reader_questions.reader_question_list, name="reader_question_list"),
    path("panel/pytania/czytelnicy/<number:question_id>/", reader_questions.reader_question, name="reader_question"),
    path("panel/wskazniki/<number:indicator_id>/rozstrzygniecie/", rulings.decision, name="decision"),
    path("panel/wskazniki/<number:indicator_id>/oceny/<year:year>/", rulings.assessment, name="assessment"),
    path("panel/powiadomienia/", notifications.notification_list, name="notification_list"),
    path("panel/przypomnienia/", unit_reminders.remind, name="remind"),
    path("panel/powiadomienia/ponow/", notifications.requeue, name="requeue"),
    path("panel/powiadomienia/wybor/", notifications.notification_choice, name="notification_choice"),
    path(FIGURE, measurements.measurement, name="measurement"),
    path(f"{FIGURE}wycofanie/", measurements.measurement_withdrawal, name="measurement_withdrawal"),
    path(f"{FIGURE}komentarze/", comments.comment, name="comment"),
    path(f"{FIGURE}decyzja/", approvals.approval, name="approval"),
    path(f"{FIGURE}dowody/", evidence.evidence, name="evidence"),
    path("panel/dowody/<number:evidence_id>/", evidence.evidence_file, name="evidence_file"),
    path("panel/dowody/<number:evidence_id>/zmiana/", evidence.evidence_change, name="evidence_change"),
    path("", include((previews, NAMESPACE))),
]
