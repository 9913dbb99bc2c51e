"""The programme of a draft: created once, as a whole, not published."""

from typing import Any

import pytest

from cooperation.models import Programme, Unit
from indicators.models import Indicator, StoredDraft, Target
from indicators.services.documents.loading import digest
from tests import factories
from tests.indicators.views.panel.stored_drafts.conftest import TEXT, address, fields_of, text_of
from tests.tables import changed_tables, rows_of_every_table


def answers(stored: StoredDraft, client: Any, **choices: str) -> dict[str, str]:
    questions = client.get(address(stored)).context["questions"]
    return {
        f"answer-{item.question.key}": choices[item.question.kind.replace("-", "_")]
        for item in questions
        if item.question.kind.replace("-", "_") in choices
    }


def test_programme_is_created_once_and_not_published(stored, client):
    rada = factories.UnitFactory(name="Biuro Rady Gminy", short_name="BR")
    chosen = answers(stored, client, scope="programme", frequency="yearly", baseline_year="2024", column="drop")
    units = {item.question.subject: item.question.key for item in client.get(address(stored)).context["questions"]}
    chosen |= {f"answer-{units['Biuro Rady']}": str(rada.pk), f"answer-{units['Wydział Kultury']}": "new"}
    fields = fields_of(stored, "apply", **{"i2-dropped": "on"}) | chosen
    fields.pop("i2-dropped")
    response = client.post(address(stored), fields, follow=True)
    assert "Program założony, jeszcze nieopublikowany" in text_of(response)
    programme = Programme.objects.get()
    assert (programme.slug, programme.is_published, programme.first_year) == ("2026-2028", False, 2026)
    assert programme.source_text.startswith(TEXT[:400])
    assert programme.findings.count() == 2
    by_name = {row.name: row for row in Indicator.objects.all()}
    assert by_name["Liczba szkoleń"].unit == rada
    assert by_name["Zadowolenie"].unit == Unit.objects.get(name="Wydział Kultury")
    assert (by_name["Zadowolenie"].baseline_value, by_name["Zadowolenie"].baseline_year) == (40, 2024)
    targets = {row.indicator.name: row for row in Target.objects.select_related("indicator")}
    assert (targets["Liczba grantów"].scope, targets["Liczba grantów"].scope_origin) == ("programme", "decision")
    assert (targets["Liczba konkursów"].scope, targets["Liczba konkursów"].scope_origin) == ("year", "document")
    assert (targets["Zadowolenie"].frequency, targets["Zadowolenie"].frequency_origin) == ("yearly", "decision")
    before = rows_of_every_table()
    assert "w międzyczasie założono" in text_of(client.post(address(stored), fields, follow=True))
    assert changed_tables(before) <= {"django_session"}


def test_texts_entered_while_the_programme_was_created_are_returned(stored, client):
    mine = fields_of(stored, i1__name="Moja nazwa")
    client.post(address(stored), fields_of(stored, "apply"))
    response = client.post(address(stored), mine)
    assert response.status_code == 409
    assert "Nie zapisano: program w międzyczasie założono" in text_of(response)
    assert "Moja nazwa" in response.content.decode()
    assert not Indicator.objects.filter(name="Moja nazwa").exists()


def test_unit_is_not_created_without_an_answer(stored, client):
    client.post(address(stored), fields_of(stored, "apply"))
    assert not Unit.objects.exists()
    assert "Odpowiedzialny: Biuro Rady" in Indicator.objects.get(name="Liczba szkoleń").definition


def test_dropped_rows_are_not_created(stored, client):
    client.post(address(stored), fields_of(stored, "apply", g2__dropped="on", i1__dropped="on"))
    assert [row.name for row in Indicator.objects.all()] == ["Zadowolenie"]


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"head-first_year": ""}, "Wpisz pierwszy i ostatni rok programu", "head-first_year"),
        ({"head-main_goal": ""}, "Wpisz cel główny", "head-main_goal"),
        ({"head-slug": "zajety"}, "Adres „zajety” ma już inny program", "head-slug"),
        ({"a2-name": ""}, "Działanie 1.2 nie ma nazwy", "a2-name"),
        ({"i3-name": ""}, "Wskaźnik 2.1.1 nie ma nazwy", "i3-name"),
        ({"i1-baseline_year": "24"}, "rok wartości bazowej czterema cyframi", "i1-baseline_year"),
        ({"i1-target": "x" * 501}, "skróć ten tekst do 500 znaków", "i1-target"),
    ],
)
def test_incomplete_draft_creates_nothing_and_is_saved(stored, client, changes, words, field):
    factories.ProgrammeFactory(slug="zajety")
    units, programmes = Unit.objects.count(), Programme.objects.count()
    response = client.post(address(stored), fields_of(stored, "apply") | changes)
    page = response.content.decode()
    assert words in text_of(response)
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "<title>" in page
    assert "Błąd:" in text_of(response)
    assert (Programme.objects.count(), Unit.objects.count()) == (programmes, units)
    stored.refresh_from_db()
    assert (stored.version, stored.is_applied) == (2, False)


def test_failure_after_the_first_rows_leaves_nothing(stored, client, monkeypatch):
    before = rows_of_every_table()

    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("power failure")

    monkeypatch.setattr("indicators.services.documents.loading.changes.register", fail)
    fields = fields_of(stored, "apply") | answers(stored, client, unit="new")
    with pytest.raises(RuntimeError):
        client.post(address(stored), fields)
    assert changed_tables(before) <= {"indicators_storeddraft", "django_session"}


def test_text_that_was_loaded_otherwise_is_not_loaded_again(stored, client):
    other = factories.ProgrammeFactory(title="Program Lipy", source_sha256=digest(stored.draft["source"]))
    response = client.post(address(stored), fields_of(stored, "apply"))
    assert "Ten tekst już wczytano jako „Program Lipy”" in text_of(response)
    assert Programme.objects.get() == other


def test_programme_of_the_same_years_leads_to_its_differences(stored, client):
    factories.ProgrammeFactory(first_year=2026, last_year=2028, issuer="Gmina Lipa", title="Program Lipy")
    fields = fields_of(stored, "apply", head__issuer="Gmina Lipa")
    response = client.post(address(stored), fields)
    assert (response.status_code, response["Location"]) == (302, f"{address(stored)}zmiany/")
    assert Programme.objects.count() == 1
    page = client.get(address(stored))
    assert f'href="{address(stored)}zmiany/"' in page.content.decode()
    assert "ma już program na te lata: „Program Lipy”" in text_of(page)
