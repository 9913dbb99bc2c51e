import pytest

from indicators.rules.documents.matches import NEW, ComparedRow, MatchQuestion, is_typing_error, match, similarity


def rows(*texts: str, prefix: str = "s", parent: str = "p") -> list[ComparedRow]:
    return [
        ComparedRow(key=f"{prefix}{number}", text=text, number=number, parent=parent)
        for number, text in enumerate(texts, 1)
    ]


def matched(old: list[ComparedRow], new: list[ComparedRow], answers=None, *, is_heading=False):
    return match(old, new, answers or {}, is_heading=is_heading)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Liczba warsztatow", "Liczba warsztatów", True),
        ("Liczba warstatów", "Liczba warsztatów", True),
        ("raz wroku", "raz w roku", True),
        ("Liczba osób", "liczba osób.", True),
        ("nie mniej niż połowa", "mniej niż połowa", False),
        ("Liczba złożonych ofert", "Liczba przyjętych ofert", False),
        ("wzrost o 5", "wzrost o 6", False),
        ("1,5 etatu", "15 etatu", False),
        ("powyżej 5", "> 5", False),
        ("do wsi", "do wody", False),
        ("dla osb", "dla osó", False),
    ],
)
def test_typing_error_changes_letters_of_similar_words_only(old, new, expected):
    assert is_typing_error(old, new) is expected


def test_similarity_is_the_share_of_common_groups_of_letters():
    assert similarity("Szkolenia", "szkolenia.") == 1
    assert similarity("Szkolenia", "Granty") == 0


def test_equal_texts_match_in_any_order():
    matching = matched(rows("Szkolenia", "Granty"), rows("Granty", "szkolenia", prefix="d"))
    assert (matching.pairs, matching.added, matching.removed, matching.questions) == (
        {"d1": "s2", "d2": "s1"},
        (),
        (),
        (),
    )


def test_rows_of_the_same_words_match_in_order():
    matching = matched(rows("Liczba", "Liczba"), rows("Liczba", "Liczba", prefix="d"))
    assert matching.pairs == {"d1": "s1", "d2": "s2"}


def test_fewer_rows_of_the_same_words_match_by_number():
    old, new = rows("Liczba", "Liczba"), [ComparedRow(key="d1", text="Liczba", number=2, parent="p")]
    matching = matched(old, new)
    assert (matching.pairs, matching.removed) == ({"d1": "s2"}, ("s1",))


def test_row_of_the_same_words_without_its_number_is_a_question():
    old, new = rows("Liczba", "Liczba"), [ComparedRow(key="d1", text="Liczba", number=7, parent="p")]
    matching = matched(old, new)
    assert (matching.pairs, matching.questions) == ({}, (MatchQuestion(key="d1", candidates=("s1", "s2")),))
    assert matching.probable_pairs == {"d1": "s1"}


def test_unique_text_matches_at_another_place():
    matching = matched(rows("Liczba szkoleń"), rows("Liczba szkoleń", prefix="d", parent="q"))
    assert matching.pairs == {"d1": "s1"}


def test_repeated_text_at_another_place_is_a_question():
    old = [*rows("Liczba osób"), *rows("Liczba osób", prefix="t", parent="r")]
    matching = matched(old, [*rows("Liczba osób", prefix="d"), *rows("Liczba osób", prefix="e", parent="q")])
    assert matching.pairs == {"d1": "s1"}
    assert matching.questions == (MatchQuestion(key="e1", candidates=("t1",)),)


def test_typing_error_matches():
    matching = matched(rows("Liczba warsztatow"), rows("Liczba warsztatów dla"[:17], prefix="d"))
    assert matching.pairs == {"d1": "s1"}
    matching = matched(rows("Liczba warstatów"), rows("Liczba warsztatów", prefix="d"))
    assert matching.pairs == {"d1": "s1"}


def test_typing_error_with_a_rival_is_a_question():
    matching = matched(rows("Liczba warstatów", "Liczba warsztatóww"), rows("Liczba warsztatów", prefix="d"))
    assert matching.pairs == {}
    assert set(matching.questions[0].candidates) == {"s1", "s2"}


def test_reworded_goal_matches_and_reworded_indicator_is_a_question():
    old, new = "Wspieranie organizacji pozarządowych w gminie", "Wspieranie organizacji pozarządowych w całej gminie"
    assert matched(rows(old), rows(new, prefix="d"), is_heading=True).pairs == {"d1": "s1"}
    matching = matched(rows(old), rows(new, prefix="d"))
    assert matching.questions == (MatchQuestion(key="d1", candidates=("s1",)),)
    assert (matching.added, matching.removed) == ((), ())


def test_goal_with_another_number_is_a_question():
    old, new = "Wspieranie 10 organizacji pozarządowych", "Wspieranie 12 organizacji pozarządowych"
    assert matched(rows(old), rows(new, prefix="d"), is_heading=True).questions


def test_answers_decide():
    old, new = rows("Liczba wybranych ofert", "Inne"), rows("Liczba złożonych ofert", prefix="d")
    chosen = matched(old, new, {"d1": "s1"})
    assert (chosen.pairs, chosen.removed, len(chosen.questions)) == ({"d1": "s1"}, ("s2",), 1)
    separate = matched(old, new, {"d1": NEW})
    assert (separate.pairs, separate.added, separate.removed) == ({}, ("d1",), ("s1", "s2"))
    ignored = matched(old, new, {"d1": "s2"})
    assert (ignored.pairs, ignored.added, ignored.removed) == ({}, (), ("s2",))


def test_row_of_the_programme_is_chosen_once():
    old, new = rows("Liczba ofert wybranych"), rows("Liczba ofert złożonych", "Liczba ofert wybranych 2", prefix="d")
    matching = matched(old, new, {"d1": "s1", "d2": "s1"})
    assert matching.pairs == {"d1": "s1"}
    undecided = matched(old, new)
    assert list(undecided.probable_pairs.values()) == ["s1"]


def test_unlike_rows_are_added_and_removed():
    matching = matched(rows("Szkolenia"), rows("Granty", prefix="d"))
    assert (matching.added, matching.removed, matching.questions) == (("d1",), ("s1",), ())
