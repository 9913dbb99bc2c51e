from cooperation.rendering import render
from indicators.models import Decision
from indicators.wording import rulings as ruling_wording


def test_a_later_decision_overrules_only_one_that_speaks_of_the_same_thing():
    given = [
        Decision(text="rok", scope="year"),
        Decision(text="dokładnie", comparator="exactly"),
        Decision(text="bez 2021", exempt_year=2021),
        Decision(text="bez 2022", exempt_year=2022),
        Decision(text="słowa"),
        Decision(text="program", scope="programme"),
    ]
    assert [(row["text"], row["is_overruled"]) for row in ruling_wording.decisions(given)] == [
        ("program", False),
        ("słowa", False),
        ("bez 2022", False),
        ("bez 2021", False),
        ("dokładnie", False),
        ("rok", True),
    ]


def test_every_word_that_can_be_set_is_said():
    said = [ruling_wording.ruled(Decision(scope=word)) for word in ruling_wording.SCOPE_WORDS]
    said += [ruling_wording.ruled(Decision(comparator=word)) for word in ruling_wording.COMPARATOR_WORDS]
    assert len({render(one) for one in said if one}) == len(said)
    assert ruling_wording.ruled(Decision(text="tylko słowa")) is None
