"""What the tests of the rules compare: a text as a draft, its indicators and the reasons for what was left out."""

from indicators.rules.documents.plain_text import document_of_text
from indicators.rules.documents.understanding import draft_of


def read(text):
    return draft_of(document_of_text(text), years=(2026, 2028))


def reasons(draft):
    return [(str(item.place.sentence()), item.text, str(item.why)) for item in draft.unused]


def indicators(draft):
    return [
        (
            goal.text.text if goal.text else None,
            action.name.text if action.name else None,
            indicator.name.text,
            indicator.target.text if indicator.target else None,
        )
        for goal in draft.goals
        for action in goal.actions
        for indicator in action.indicators
    ]


def table_of(*rows):
    return "\n".join("\t".join(row) for row in rows)


HEAD = ("Cel szczegółowy", "Działanie", "Wskaźnik", "Wartość docelowa")
