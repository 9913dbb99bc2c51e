"""Stored texts with scripts are escaped on every page."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Office
from indicators.models import Assessment, Decision, Measurement, ReaderQuestion
from indicators.rules.figures import Figure
from indicators.services import comments, evidence, measurements
from indicators.services.notifications import unsubscription
from indicators.services.reader_question_letters import token_of
from tests import factories
from tests.drill import size
from tests.indicators.conftest import ON, approve, office
from tests.permissions.scripts import MARK, PAYLOADS, injected_markup, text_fields, write_payloads
from tests.permissions.test_administration import CLOSED, MODELS

__all__ = ["office"]


@pytest.fixture
def office_with_payloads(office, request):
    """Create objects of every kind with payloads in every text field; `request.param` selects the payloads."""
    link = factories.FindingLinkFactory(
        finding=factories.SwotFindingFactory(programme=office.programme),
        specific_goal=office.indicator.action.specific_goal,
    )
    factories.ConclusionFactory(programme=office.programme)
    office.administrator = factories.administrator(username="administrator")
    Office.objects.create(name="Urząd", website="https://urzad.example", phone="1")
    approve(office)
    measurements.submit(
        office.slot(), Figure(Decimal(4), note="uwaga"), by=office.officer, based_on=2, on=ON, reason="powód"
    )
    waiting = measurements.submit(
        office.slot("2023"), Figure(Decimal(4), note="uwaga"), by=office.officer, based_on=0, on=ON
    )
    measurements.send_back(waiting.measurement, by=office.coordinator, based_on=1, comment="popraw")
    approved, file = Measurement.objects.get(period_code="2024"), SimpleUploadedFile("wykaz.csv", b"a;b")
    for proof in (
        evidence.add_file(approved, "dowód", file, office.officer, on=ON),
        evidence.add_link(approved, "dowód", "https://x.pl", office.officer, on=ON),
    ):
        evidence.set_public(proof, True, office.coordinator)
    Decision.objects.create(indicator=office.indicator, text="x", decided_on=ON, author=office.coordinator)
    Assessment.objects.create(
        indicator=office.indicator, year=2024, verdict="met", reason="x", author=office.coordinator
    )
    comments.add(waiting.measurement, "x", office.officer)
    factories.ReaderQuestionFactory(indicator=office.indicator)
    for state, words in (("published", {"answer": "x"}), ("declined", {"decline_reason": "x"})):
        settled = {"answered_at": timezone.now(), "answered_by": office.coordinator, "email": "", **words}
        factories.ReaderQuestionFactory(indicator=office.indicator, state=state, **settled)
    link.reason = "powód"
    link.save()
    assert write_payloads(request.param) > 60
    return office


def pages_of(office):
    """Return (person, address) of every page that may show a text."""
    programme, indicator = "/programy/2021-2025/", f"/wskazniki/{office.indicator.pk}/"
    public = ["/", "/programy/", programme, f"{programme}diagnoza/", f"{programme}cele/1/", f"{programme}dzialania/"]
    public += ["/zmiany/", "/zmiany/?program=2021-2025", "/dostepnosc/", "/prywatnosc/", "/pomoc/", "/nie-ma/"]
    public += [f"{programme}dzialania/?rok=2024", indicator, "/metoda/", f"{programme}?rok=2024"]
    public += [f"{programme}dzialania/?widok=karty", f"{programme}diagnoza/?rok=2024", f"{programme}?znak=met"]
    public += [f"{programme}porownanie/?lata=2023&lata=2024&w={office.indicator.pk}"]
    public += [f"{indicator}pytanie/", f"{indicator}pytanie/wyslano/"]
    letters = [token_of(question.form_sha256) for question in ReaderQuestion.objects.all()]
    public += [f"/pytania/{token}/" for token in letters]
    public += [f"/powiadomienia/rezygnacja/{unsubscription.token_of(office.officer.pk)}/"]
    yield from ((None, prefix + page) for page in public for prefix in ("", "/en"))
    yield from ((None, f"/{page}") for page in ("sitemap.xml", "zmiany/atom.xml", "en/zmiany/atom.xml"))
    figure = f"/panel/wskazniki/{office.indicator.pk}/pomiary/"
    panel = ["/panel/", f"{figure}2024/", f"{figure}2024/dowody/", f"{figure}2023/", f"{figure}2022/"]
    yield from ((office.officer, page) for page in panel)
    asked = [question.pk for question in ReaderQuestion.objects.all()]
    questions = ["/panel/pytania/czytelnicy/", *(f"/panel/pytania/czytelnicy/{number}/" for number in asked)]
    yield from ((office.coordinator, page) for page in questions)
    rulings = ["/panel/pytania/", f"/panel{indicator}rozstrzygniecie/", f"/panel{indicator}oceny/2024/"]
    decisions = ["/panel/zatwierdzanie/", f"{figure}2024/decyzja/", f"{figure}2024/komentarze/"]
    yield from ((office.coordinator, page) for page in [*panel, *rulings, *decisions])
    for model in admin.site._registry:
        if MODELS[model._meta.label_lower] != CLOSED:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield office.administrator, reverse(f"{name}_changelist")
            obj = model._base_manager.order_by("pk").first()
            if obj is not None:
                yield from (
                    (office.administrator, reverse(f"{name}_{page}", args=[obj.pk]))
                    for page in ("change", "history", "delete")
                )
    yield office.administrator, reverse("admin:index")
    yield office.administrator, reverse("admin:indicators_indicator_questions")
    yield office.administrator, reverse("admin:indicators_indicator_amend", args=[office.indicator.pk])


@pytest.mark.drill
@pytest.mark.parametrize("office_with_payloads", range(0, len(PAYLOADS), size("SCRIPT_STEP", 10)), indirect=True)
def test_stored_texts_are_escaped_on_every_page(office_with_payloads, client):
    seen = 0
    for who, address in pages_of(office_with_payloads):
        if who is None:
            client.logout()
        else:
            client.force_login(who)
        page = client.get(address)
        assert page.status_code in (200, 302, 403) or address.endswith("/nie-ma/"), address
        content = page.content.decode()
        assert injected_markup(content) == [], address
        seen += MARK in content
    assert seen > 40


def test_every_text_field_is_tested():
    tested_fields = {f"{model._meta.model_name}.{field.name}" for model, field in text_fields()}
    assert {"programme.title", "revision.note", "user.last_name", "target.verbatim", "office.name"} <= tested_fields
    assert len(tested_fields) > 40


@pytest.mark.parametrize("payload", PAYLOADS[:-5])
def test_control_unescaped_text_is_detected(payload):
    """Control: each payload is detected when it is not escaped, in an attribute or in the page."""
    template = Template("<p title='{{ text|safe }}'>{{ text|safe }}</p><a href=\"{{ text|safe }}\">x</a>")
    assert injected_markup(template.render(Context({"text": payload}))) or "{{" in payload
    escaped = Template("<p title='{{ text }}'>{{ text }}</p>").render(Context({"text": payload}))
    assert injected_markup(escaped) == []
