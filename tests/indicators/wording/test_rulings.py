from cooperation.rendering import render
from indicators.models import Decision
from indicators.wording import rulings as ruling_wording


def test_decision_rows_mark_decisions_overruled_by_a_later_one_on_the_same_subject():
    decisions = [
        Decision(text="rok", scope="year"),
        Decision(text="dokładnie", comparator="exactly"),
        Decision(text="bez 2021", exempt_year=2021),
        Decision(text="bez 2022", exempt_year=2022),
        Decision(text="słowa"),
        Decision(text="program", scope="programme"),
    ]
    assert [(row.text, row.is_overruled) for row in ruling_wording.decision_rows(decisions)] == [
        ("program", False),
        ("słowa", False),
        ("bez 2022", False),
        ("bez 2021", False),
        ("dokładnie", False),
        ("rok", True),
    ]


def test_ruling_effect_differs_for_every_scope_and_comparator():
    effects = [ruling_wording.ruling_effect(Decision(scope=scope)) for scope in ruling_wording.SCOPE_LABELS]
    effects += [
        ruling_wording.ruling_effect(Decision(comparator=comparator)) for comparator in ruling_wording.COMPARATOR_LABELS
    ]
    assert len({render(effect) for effect in effects if effect}) == len(effects)


def test_ruling_effect_is_none_for_a_decision_of_text_alone():
    assert ruling_wording.ruling_effect(Decision(text="tylko słowa")) is None
