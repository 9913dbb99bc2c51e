import pytest

from cooperation.rules.name_mentions import Hint, PersonNames, find_mention

ANNA = PersonNames(username="awzorcowa", first_name="Anna", last_name="Wzorcowa", email="anna@urzad.example")
JAN = PersonNames(username="j.kowalski", first_name="Jan", last_name="Kowalski")


@pytest.mark.parametrize(
    ("names", "text", "hint"),
    [
        (ANNA, "Dane od Anny Wzorcowej, pokój 12.", Hint.SURNAME),
        (ANNA, "uzgodniono z p. WZORCOWĄ", Hint.SURNAME),
        (ANNA, "wzorcowa", Hint.SURNAME),
        (ANNA, "Pisać na: Anna@Urzad.example.", Hint.ADDRESS),
        (ANNA, "(login awzorcowa)", Hint.ADDRESS),
        (ANNA, "dane podała pani Anna", Hint.FIRST_NAME),
        (ANNA, "zapytać Annę", Hint.FIRST_NAME),
        (JAN, "wniosek pana Kowalskiego", Hint.SURNAME),
        (JAN, "przekazano Janowi Kowalskiemu", Hint.SURNAME),
        (PersonNames(last_name="Nowak-Zięba"), "z panią Ziębą", Hint.SURNAME),
        (PersonNames(last_name="Nowak"), "zebrane przez Nowaka", Hint.SURNAME),
        (PersonNames(last_name="Dudek"), "od pana Dudka", Hint.SURNAME),
        (PersonNames(last_name="Duda"), "oddano Dudzie", Hint.SURNAME),
        (PersonNames(first_name="Piotr"), "o Piotrze", Hint.FIRST_NAME),
        (PersonNames(first_name="Ewa", last_name="Żak"), "od Żaka", Hint.SURNAME),
    ],
)
def test_find_mention_recognises_case_forms(names, text, hint):
    mention = find_mention(text, names)
    assert mention is not None
    assert mention.hint == hint
    assert mention.excerpt == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (ANNA, ""),
        (ANNA, "Było pięć warsztatów dla organizacji."),
        (ANNA, "annały, wzorem lat ubiegłych"),
        (ANNA, "marianna@urzad.example.org"),
        (JAN, "Styczeń i kowal"),
        (PersonNames(), "tekst"),
        (PersonNames(username="ab", last_name="Li"), "ab Li"),
    ],
)
def test_find_mention_leaves_other_words(names, text):
    assert find_mention(text, names) is None


def test_find_mention_shows_words_around():
    text = "a " * 40 + "Kowalskim " + "b " * 40
    mention = find_mention(text, JAN)
    assert mention is not None
    assert mention.excerpt == "…" + "a " * 15 + "Kowalskim" + " b" * 15 + "…"
