"""Where the title of a programme's text is found, and which years it names."""

import pytest

from indicators.services.programme_text import parser

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
        ("Załącznik na rok 2025", "", (2025, 2025)),
        ("Wstęp.\nW budżecie na rok 2026 i na lata 2026-2028.", "", (2026, 2028)),
        ("Program współpracy jest dokumentem uchwalanym na rok 2026.", "", (2026, 2026)),
        ("Program " + "x" * 600 + " na rok 2026", "", (2026, 2026)),
    ],
)  # fmt: skip
def test_title_is_the_line_that_names_the_programme(opening, title, years):
    draft = parser.parse(parser.normalise(f"{opening}\n{GOALS}"))
    assert (draft.title, draft.years) == (title, years)


def test_title_before_the_analysis_has_precedence_over_footnote():
    text = f"{TITLE}\nMocne strony\tSłabe strony\n- a\t- b\n8. Wnioski.\n{GOALS}"
    draft = parser.parse(parser.normalise(f"{text}¹ *Wieloletniego programu współpracy na lata 2021-2025*\n"))
    assert (draft.title, str(draft.title_origin), draft.years) == (TITLE, "document", (2026, 2026))
