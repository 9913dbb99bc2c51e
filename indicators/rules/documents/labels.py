"""Labels of lines and cells: a goal, an action, indicators, a quadrant of the SWOT analysis, conclusions."""

import re
from dataclasses import dataclass
from enum import StrEnum

from cooperation.text import fold
from indicators.rules.documents.wording import content, split_number


class Topic(StrEnum):
    SWOT = "swot"
    QUADRANT = "quadrant"
    CONCLUSIONS = "conclusions"
    MAIN_GOAL = "main_goal"
    MAIN_GOALS = "main_goals"
    GOAL = "goal"
    GOALS = "goals"
    PRIORITY = "priority"
    ACTION = "action"
    ACTIONS = "actions"
    CHAPTER = "chapter"  # announces goals without saying which
    INDICATOR = "indicator"
    INDICATORS = "indicators"
    OTHER = "other"


LISTS = {Topic.MAIN_GOALS, Topic.GOALS, Topic.ACTIONS, Topic.INDICATORS, Topic.CONCLUSIONS, Topic.QUADRANT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a line announces: `number` of the goal or action, `text` after the label, `quadrant` of the analysis."""

    topic: Topic
    number: str = ""
    text: str = ""
    quadrant: str = ""
    is_of_programme: bool = False  # indicators of the whole programme, not of the goal above them


_MAIN_WORDS = r"(?:główn|ogóln|strategiczn|nadrzędn|generaln)\w*"
_SPECIFIC_WORDS = r"(?:szczegółow|operacyjn|pośredni|kierunkow|cząstkow)\w*"
_OF = r"(?:\s+(?:rocznego|wieloletniego|niniejszego|realizacji|programu|współpracy|strategii|polityki)){0,4}"
_NUMBER = r"\d+(?:\.\d+)*|(?-i:[IVX]+(?:\.\d+)*)\b|(?-i:[A-Z])(?:(?:\.\d+)+|(?=[.:]))"
_NO = rf"(?:\s*(?:nr\s*)?(?P<number>(?:{_NUMBER})\.?))?"
_IS = r"\s*(?:[:–—-]|\.(?=\s|$)|\b(?:jest|są|będzie|stanowi|to)\b:?|$)\s*(?:(?:jest|są):?\s+)?"
_BEFORE_NAME = r"(?<=(?-i:[0-9IVX.]))\s+(?=(?-i:[A-ZĄĆĘŁŃÓŚŹŻ„]))"
_REST = r"(?P<rest>.*)"
_AFTER_NUMBER = rf"(?:[.:)]|\s*[–—-]|\s(?=(?-i:[A-ZĄĆĘŁŃÓŚŹŻ„]))|$)\s*[-–—:]?\s*{_REST}"
_SINGULAR = (
    (Topic.MAIN_GOAL, rf"cel(?:em)?\s+{_MAIN_WORDS}{_OF}{_NO}(?:{_IS}|{_BEFORE_NAME}){_REST}"),
    (Topic.GOAL, rf"cel(?:em)?\s+{_SPECIFIC_WORDS}{_OF}{_NO}(?:{_IS}|{_BEFORE_NAME}){_REST}"),
    (Topic.GOAL, rf"cel\s+(?:nr\s*)?(?P<number>{_NUMBER}){_AFTER_NUMBER}"),
    (Topic.MAIN_GOAL, rf"celem\s+(?:rocznego\s+|wieloletniego\s+)?programu(?:\s+współpracy)?\s+jest:?\s+{_REST}"),
    (
        Topic.PRIORITY,
        rf"(?:priorytet|obszar(?:\s+priorytetowy)?|kierunek\s+działań)\s+(?:nr\s*)?(?P<number>{_NUMBER})"
        rf"{_AFTER_NUMBER}",
    ),
    (
        Topic.ACTION,
        rf"(?:działanie|zadanie|przedsięwzięcie|kierunek\s+działania)\s+(?:nr\s*)?(?P<number>{_NUMBER})"
        rf"{_AFTER_NUMBER}",
    ),
    (Topic.ACTION, rf"(?:nazwa\s+)?(?:działanie|działania|zadanie|zadania|przedsięwzięcie)\s*:\s*{_REST}"),
    (
        Topic.INDICATOR,
        rf"(?:nazwa\s+)?(?:wskaźnik|wskaźnika|miernik|miernika)(?:\s+(?:produktu|rezultatu|realizacji|oddziaływania))?"
        rf"(?:\s+(?:nr\s*)?(?P<number>\d+(?:\.\d+)*\.?))?\s*[:–—]\s*{_REST}",
    ),
    (Topic.INDICATOR, rf"(?:wskaźnik|miernik)\s+(?:nr\s*)?(?P<number>{_NUMBER}){_AFTER_NUMBER}"),
)
_PLURAL = (
    (Topic.MAIN_GOALS, rf"(?:cele|celami)\s+{_MAIN_WORDS}{_OF}"),
    (Topic.GOALS, rf"(?:cele|celami)\s+{_SPECIFIC_WORDS}{_OF}"),
    (
        Topic.INDICATORS,
        r"(?:(?:kluczowe|główne|proponowane|przyjęte)\s+)?(?:wskaźniki|wskaźnikami|mierniki|miernikami)"
        r"(?:\s+(?:i\s+mierniki|produktu|rezultatu|realizacji|osiągnięcia|oddziaływania|efektywności|monitorowania|oceny|celów?|celu|"
        r"działań|działania|zadań|zadania|programu|współpracy|szczegółow\w+|głównego)){0,5}",
    ),
    (
        Topic.ACTIONS,
        r"(?:(?:planowane|główne|kluczowe|przewidziane)\s+)?(?:działania|działaniami|zadania|zadaniami|przedsięwzięcia|"
        r"kierunki\s+działań|kierunki)(?:\s+(?:programu|operacyjne|planowane|szczegółowe|przewidziane(?:\s+do\s+realizacji)?)){0,2}",
    ),
)
_END = r"\s*(?:(?:są|to|obejmują|będą)(?:\s+następujące)?|następujące)?\s*[:.]?\s*"
_UP_TO_COLON = r"\b[^.:]{0,150}:\s*"  # "cele szczegółowe, które służą osiągnięciu celu głównego:"
_ANNOUNCED = (
    (Topic.GOALS, rf"(?:[^.:]*\s)?(?:cele|celami)\s+{_SPECIFIC_WORDS}{_UP_TO_COLON}"),
    (Topic.GOALS, rf"do\s+celów\s+{_SPECIFIC_WORDS}{_UP_TO_COLON}"),
    (Topic.MAIN_GOALS, rf"(?:cele|celami)\s+{_MAIN_WORDS}{_UP_TO_COLON}"),
    (Topic.INDICATORS, rf"(?:\w+\s+)?(?:wskaźniki|wskaźnikami|mierniki|miernikami){_UP_TO_COLON}"),
    (
        Topic.INDICATORS,
        rf"[^.:]*\s(?:następując|poniższ)\w+\s+(?:wskaźnik|miernik)(?:i|ami|ów|ach){_UP_TO_COLON}",
    ),
)
_OF_PROGRAMME = re.compile(r"\b(?:programu|strategii|polityki)\b", re.IGNORECASE)
_OF_GOAL = re.compile(
    r"(?P<kind>wskaźniki|mierniki|działania|zadania|kierunki)\b[^.:]{0,80}?\bcelu(?:\s+\w+ego)?\s+"
    rf"(?:nr\s*)?(?P<number>{_NUMBER})\.?\s*:?",
    re.IGNORECASE,
)
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _SINGULAR)
_COMPILED_LISTS = tuple((topic, re.compile(pattern + _END, re.IGNORECASE)) for topic, pattern in _PLURAL) + tuple(
    (topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _ANNOUNCED
)
_INLINE_LIST = re.compile(r"(?:działania|zadania|wskaźniki|mierniki)\s*:\s*(?P<rest>\S.*)", re.IGNORECASE)
_QUADRANT = re.compile(
    r"(?P<strength>mocne\s+strony|silne\s+strony|atuty)|(?P<weakness>słabe\s+strony|słabości)|"
    r"(?P<opportunity>szanse|możliwości)|(?P<threat>zagrożenia|ryzyka)",
    re.IGNORECASE,
)
_AFTER_QUADRANT = re.compile(r"\s*(?:\([^)]*\)|[-–—/]\s*\S+)?\s*(?:[:.–—-]\s*(?P<rest>.*))?", re.DOTALL)
_CONCLUSIONS = re.compile(  # not "Wnioski o dotację składa się do 30 listopada."
    r"(?:(?:najważniejsze|główne|podsumowanie|rekomendacje|i)\s+)*wnioski(?:\s+(?:z|ze|i|oraz|na|do|dla|w|analiz\w*|diagnoz\w*|"
    r"badań|badania|konsultacji|swot|rekomendacje|zalecenia|wyzwania|końcowe|ogólne|strategiczne|szczegółowe|wynikające|"
    r"płynące|przeprowadzon\w+|dotychczasow\w+|współprac\w+|program\w*|podsumowanie|sytuacji|społeczn\w+|przyszłość|\d{4}|"
    r"r\.|lat|lata|roku))*[:.]?",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"cele(?:\s+(?:i|oraz|\w*priorytety|zadania|programu|współpracy|główny|szczegółowe|zakres)){0,6}[:.]?|"
    r"cel\s+(?:główny|strategiczny|ogólny)\s+(?:i|oraz)\s+cele\s+(?:szczegółowe|operacyjne)(?:\s+programu)?[:.]?",
    re.IGNORECASE,
)
_SWOT = re.compile(  # a heading, not "Z analizy wynika, że trzeba szkolić."
    r"(?:[\w-]+\s+){0,4}(?:(?:analiza|diagnoza)(?:\s[^.,;]*)?|(?:analizy\s+)?swot(?:\s[^.,;]*)?)[.:]?", re.IGNORECASE
)
_GOAL_WITHOUT_NUMBER = re.compile(r"cel\s*:\s*(?=\S)", re.IGNORECASE)
_TOTAL = re.compile(r"(?:razem|suma|ogolem|lacznie|w sumie)(?: .*)?")


def label_of(text: str) -> Label | None:
    """Return the label of a line that comes without its number; None if it has none."""
    text = content(text)
    if quadrant := quadrant_of(text):
        return quadrant
    if of_goal := _OF_GOAL.fullmatch(text):
        topic = Topic.INDICATORS if of_goal["kind"][0].lower() in "wm" else Topic.ACTIONS
        return Label(topic=topic, number=of_goal["number"])
    for topic, pattern in _COMPILED_LISTS:
        if pattern.fullmatch(text):
            return Label(topic=topic, is_of_programme=_OF_PROGRAMME.search(text) is not None)
    if inline := _INLINE_LIST.fullmatch(text):
        topic = Topic.ACTIONS if text[0].lower() in "dz" else Topic.INDICATORS
        return Label(topic=topic, text=inline["rest"])
    for topic, pattern in _COMPILED:
        match = pattern.fullmatch(text)
        if match:
            number = (match.groupdict().get("number") or "").rstrip(".")
            return Label(topic=topic, number=number, text=match["rest"].strip())
    if _CONCLUSIONS.fullmatch(text):
        return Label(topic=Topic.CONCLUSIONS)
    if _CHAPTER.fullmatch(text):
        return Label(topic=Topic.CHAPTER)
    if len(text) < 100 and _SWOT.fullmatch(text):
        return Label(topic=Topic.SWOT)
    return None


def quadrant_of(text: str) -> Label | None:
    """Return the label of a line or cell that names a quadrant, with the findings after the name; else None."""
    match = _QUADRANT.match(text.strip("* #"))
    if match is None:
        return None
    name = next(name for name, words in match.groupdict().items() if words)
    after = _AFTER_QUADRANT.fullmatch(text.strip("* #"), match.end())
    if after is None:
        return None
    return Label(topic=Topic.QUADRANT, quadrant=name, text=(after["rest"] or "").strip())


def is_total(text: str) -> bool:
    return _TOTAL.fullmatch(fold(text)) is not None


def indicator_text(text: str) -> str:
    """Return the name of an indicator in a cell: “Wskaźnik 1.1: Liczba szkoleń” is “Liczba szkoleń”."""
    name = split_number(text).text
    label = label_of(name)
    return label.text if label and label.topic is Topic.INDICATOR and label.text else name


def goal_text(text: str) -> tuple[str, str]:
    """Return the number and the text of a goal in a cell: “Cel szczegółowy 1: Wiedza” is ("1", "Wiedza")."""
    label = label_of(text)
    if label and label.topic in (Topic.MAIN_GOAL, Topic.GOAL, Topic.PRIORITY, Topic.ACTION):
        return label.number, content(label.text)
    return "", content(_GOAL_WITHOUT_NUMBER.sub("", text))
