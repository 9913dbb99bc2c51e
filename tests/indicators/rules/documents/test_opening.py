"""The title of a programme's text, and the years that it names."""

import pytest

from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of

TITLE = "Program współpracy Gminy Przykładowo z organizacjami pozarządowymi na rok 2026"
GOALS = "§ 2\n1. Cele:\n1) cel główny: Razem\n2) cele szczegółowe:\n- wspieranie\n"


@pytest.mark.parametrize(
    ("opening", "title", "years"),
    [
        (TITLE, TITLE, (2026, 2026)),
        (f"# {TITLE}", TITLE, (2026, 2026)),
        (f"**{TITLE}**", TITLE, (2026, 2026)),
        (TITLE.upper(), TITLE.upper(), (2026, 2026)),
        ("ROCZNY PROGRAM\nWSPÓŁPRACY GMINY\nNA 2026 R.", "ROCZNY PROGRAM WSPÓŁPRACY GMINY NA 2026 R.", (2026, 2026)),
        ("PROGRAM\nwspółpracy na 2026 r.", "PROGRAM współpracy na 2026 r.", (2026, 2026)),
        (f"Załącznik do uchwały nr 1/2025\nRady Gminy na rok 2025\n\n{TITLE}\n\nProgram jest.", TITLE, (2026, 2026)),
        ("Wieloletni program współpracy na lata 2026–2030\nWstęp\nW budżecie na rok 2026 zaplanowano środki.",
         "Wieloletni program współpracy na lata 2026–2030", (2026, 2030)),
        ("# Współpraca z organizacjami na rok 2026", "Współpraca z organizacjami na rok 2026", (2026, 2026)),
        ("Współpraca z organizacjami na rok 2026\nWstęp", "Współpraca z organizacjami na rok 2026", (2026, 2026)),
        ("Załącznik na rok 2025", "", None),
        ("Wstęp.\nW budżecie na rok 2026 i na lata 2026-2028.", "", None),
        ("Program współpracy jest dokumentem uchwalanym na rok 2026.", "", (2026, 2026)),
        ("Program " + "x" * 600 + " na rok 2026", "", (2026, 2026)),
    ],
)  # fmt: skip
def test_title_is_the_line_that_names_the_programme(opening, title, years):
    draft = draft_of(document_of_text(f"{opening}\n{GOALS}"))
    assert (draft.title.text if draft.title else "", draft.years) == (title, years)


def test_title_before_the_analysis_has_precedence_over_footnote():
    text = f"{TITLE}\nMocne strony\tSłabe strony\n- a\t- b\n8. Wnioski.\n{GOALS}"
    draft = draft_of(document_of_text(f"{text}¹ *Wieloletniego programu współpracy na lata 2021-2025*\n"))
    assert (draft.title.text, str(draft.title.origin), draft.years) == (TITLE, "document", (2026, 2026))


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Program współpracy Gminy Przykładowo na rok 2026", "Gmina Przykładowo"),
        ("PROGRAM WSPÓŁPRACY GMINY WIELKA WIEŚ Z ORGANIZACJAMI NA ROK 2026", "Gmina Wielka Wieś"),
        ("Program współpracy Gminy Miejskiej Kraków na rok 2026", "Gmina Miejska Kraków"),
        ("Program współpracy powiatu poznańskiego na rok 2026", "Powiat Poznański"),
        ("Program współpracy Powiatu Łódź na rok 2026", None),
        ("Program współpracy Województwa Kujawsko-Pomorskiego na rok 2026", "Województwo Kujawsko-Pomorskie"),
        ("Program współpracy Miasta Krakowa na rok 2026", None),
        ("Program współpracy Miasta Krakowa na rok 2026\nMiasto Kraków ogłasza konkursy.", "Miasto Kraków"),
        ("Program współpracy na rok 2026", None),
        ("Program współpracy Gminy Na Rok 2026", None),
    ],
)
def test_issuer_is_the_local_government_in_the_nominative(text, issuer):
    draft = draft_of(document_of_text(text))
    assert (draft.issuer.text if draft.issuer else None) == issuer


def test_title_in_a_sentence_is_put_into_the_nominative():
    text = (
        "Uchwała\nRada uchwala, w sprawie przyjęcia Rocznego Programu współpracy Gminy Lipa na rok 2027, co następuje:"
    )
    draft = draft_of(document_of_text(text))
    assert (draft.title.text, str(draft.title.origin)) == (
        "Roczny Program współpracy Gminy Lipa na rok 2027",
        "default",
    )
    assert (draft.years, draft.issuer.text, str(draft.issuer.origin)) == ((2027, 2027), "Gmina Lipa", "default")


def test_title_in_a_footnote_is_put_into_the_nominative():
    draft = draft_of(document_of_text("Cel główny: M\n¹ Projekt „Wieloletniego programu współpracy na lata 2026-2030”"))
    assert (draft.title.text, draft.years) == ("Wieloletni program współpracy na lata 2026-2030", (2026, 2030))


def test_title_without_years_is_one_line():
    draft = draft_of(document_of_text("Program współpracy Gminy Lipa\nWprowadzenie\nCel główny: M"))
    assert (draft.title.text, draft.years) == ("Program współpracy Gminy Lipa", None)


def test_span_of_years_in_a_line_about_the_programme():
    draft = draft_of(document_of_text("Strategia obejmuje 2025-2030.\nFundusze 2021-2027."))
    assert draft.years == (2025, 2030)


def test_heading_of_the_act_is_reported_with_its_reason():
    draft = draft_of(
        document_of_text(
            "ZARZĄDZENIE NR 5\nWÓJTA GMINY LIPA\nz dnia 2 maja 2026 r.\nWstęp\nCel główny: M\nz dnia na dzień"
        )
    )
    assert [(item.text, item.why.msgid.startswith("the heading of the act")) for item in draft.unused[:5]] == [
        ("ZARZĄDZENIE NR 5", True),
        ("WÓJTA GMINY LIPA", True),
        ("z dnia 2 maja 2026 r.", True),
        ("Wstęp", False),
        ("z dnia na dzień", False),
    ]
