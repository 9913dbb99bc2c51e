"""The pattern library (/wzorce/): every component in every state, rendered by the pages' own templates.

All objects are unsaved examples; nothing is read from the database except the user.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.text import Sentence, ValueType, say
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from indicators.forms.measurements import MeasurementForm
from indicators.models import Indicator, ReaderQuestion, Revision, Target
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.actions import action_list_rows
from indicators.queries.breakdowns import BreakdownCategories
from indicators.queries.facts import FactsSource
from indicators.queries.measurements import FigureEntry, RevisionWithParts
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules import status as rules
from indicators.rules.completeness import Completeness
from indicators.rules.facts import Facts, Reading, Terms
from indicators.rules.meanings import Aggregation, Frequency
from indicators.rules.periods import programme_periods
from indicators.rules.recording import RoundDays, recording_lock
from indicators.rules.targets import parse_target, target_sentence
from indicators.views.panel.figures import figure_context
from indicators.views.panel.pattern_charts import chart_patterns
from indicators.views.panel.timeline import ChangedValue, TimelineEvent
from indicators.views.public.actions import tables_by_goal
from indicators.wording import figures as figure_wording
from indicators.wording.dashboard import days_until
from indicators.wording.measurements import STEP_LABELS
from indicators.wording.symbols import Symbol, key_entries, overall_symbol, picture_key_note, symbol_rows, year_symbol

TODAY = date(2025, 6, 30)
NOW = datetime(2025, 1, 15, 9, 30, tzinfo=UTC)
FIRST, LAST = 2021, 2025
YEARS = (FIRST, LAST)
LONG_TEXT = "Międzyinstytucjonalnokonsultacyjnowspółorganizowanych przedsięwzięć wielopodmiotowych"
CATEGORIES = BreakdownCategories(
    name="organizator", categories=[(1, "urząd"), (2, "organizacje pozarządowe"), (3, "współorganizowane")]
)


@require_safe
@role_required
def patterns(request: AuthenticatedHttpRequest) -> HttpResponse:
    context = {
        **staff_frame(request, crumbs=[(_("Patterns"), None)]),
        "form": None,
        "is_pattern": True,
        "statuses": [(status, rules.status_label(status)) for status in rules.Status],
        "symbol_rows": symbol_rows(_symbols(), number_of_years=1),
        "symbol_key_note": picture_key_note("2021–2025"),
        "key": [
            {"entry": entry, "url": f"#{entry.status}", "is_current": entry.status is rules.Status.MET}
            for entry in key_entries(rules.Status)
        ],
        "completeness": [
            {"of_year": Completeness(FIRST, 5, 9), "marks": [True] * 5 + [False] * 4},
            {"of_year": Completeness(LAST, 80, 200, is_over=False), "marks": []},
        ],
        "charts": chart_patterns(),
        "tables": tables_by_goal(action_list_rows(_goal_nodes(), TODAY), width=4 + LAST - FIRST + 1),
        "year": None,
        "strip_years": range(FIRST, LAST + 1),
        "results": SimpleNamespace(on=TODAY),
        "example_programme": SimpleNamespace(
            slug="przyklad", is_excerpt=False, source_note="Przypis spod tabel dokumentu."
        ),
        "period_tables": _period_tables(),
        "periods_heading": say("Quarter by quarter"),
        "indicator": _indicator(),
        "due_rows": [_due_row(Decimal(2), date(2025, 3, 31), State.DRAFT), _due_row(None, date(2026, 3, 31), "")],
        "forms": [
            _form_context(f"w{number}", heading, entry, typed)
            for number, (heading, entry, typed) in enumerate(_form_examples())
        ],
        "locks": _lock_sentences(),
        "timeline": _timeline(),
        "rulings": [_ruling_row()],
        "question": _reader_question(),
        "conflict": _conflict_context(),
    }
    return render(request, "indicators/patterns.html", context)


# --- example objects ---------------------------------------------------------------------------------------------

VALUES = {2021: Decimal(3), 2022: Decimal(0), 2023: None, 2024: Decimal(2)}


def _symbols() -> list[Symbol]:
    node = _indicator_node(VALUES, "1/rok")
    return [*(year_symbol(row) for row in node.years(TODAY)), overall_symbol(node, node.overall_status(TODAY))]


def _indicator(
    *, name: str = "Liczba warsztatów (przykład)", value_type: str = "count", measure: str = ""
) -> Indicator:
    return Indicator(pk=1, name=name, value_type=value_type, measure=measure)


def _facts(values: dict[int, Decimal | None], target: str, value_type: ValueType = ValueType.COUNT) -> Facts:
    aggregation = Aggregation.LAST if value_type is ValueType.PERCENT else Aggregation.SUM
    terms = Terms(parse_target(target, years=YEARS), Frequency.YEARLY, aggregation)
    readings = {
        period.year: (Reading(period, date(period.year + 1, 3, 31), values.get(period.year)),)
        for period in programme_periods(Frequency.YEARLY, FIRST, LAST)
    }
    return Facts(FIRST, LAST, dict.fromkeys(range(FIRST, LAST + 1), terms), readings, value_type)


def _indicator_node(
    values: dict[int, Decimal | None], target: str, name: str = "Liczba warsztatów (przykład)"
) -> IndicatorNode:
    goal = GoalNode(id=1, position=1, reference="§ 2", text="wzmacnianie współpracy (przykład)")
    action = ActionNode(goal=goal, id=1, position=1, reference="§ 3", name="warsztaty dla organizacji (przykład)")
    terms = Target(verbatim=target, frequency_verbatim="Raz w roku", frequency="yearly", applies_from=FIRST)
    return IndicatorNode(
        id=1,
        name=name,
        measure="",
        value_type=ValueType.COUNT,
        unit="Biuro",
        action=action,
        record=Indicator(name=name),
        terms=(terms,),
        facts=_facts(values, target),
    )


def _goal_nodes() -> list[GoalNode]:
    """A goal with short and long texts and an action without indicators, and a goal without actions."""
    full = GoalNode(id=1, position=1, reference="§ 2", text="wzmacnianie współpracy (przykład)")
    for place, (name, target) in enumerate(
        [("Liczba warsztatów", "1/rok"), (LONG_TEXT, "co najmniej 4 rocznie"), ("", "")], 1
    ):
        action_name = f"{name or 'działanie bez wskaźnika'} (przykład)"
        action = ActionNode(goal=full, id=place, position=place, reference="§ 3", name=action_name)
        full.actions.append(action)
        if name:
            action.indicators.append(replace(_indicator_node(VALUES, target, name), action=action))
    return [full, GoalNode(id=2, position=2, reference="§ 2", text="cel bez działań w dostępnym tekście (przykład)")]


def _period_tables() -> list[Context]:
    rows = [
        {
            "label": period.label, "gap_reason": None if place < 2 else say("no data"), "value_text": str(place + 1),
            "parts": ["1", str(place), "0"], "status": status, "status_label": rules.status_label(status),
            "note": LONG_TEXT if place == 0 else "", "is_corrected": False,
            "approved_on": datetime(2025, 1, 15, tzinfo=UTC) if place < 2 else None,
        }
        for place, (period, status) in enumerate(
            zip(programme_periods(Frequency.QUARTERLY, 2024, 2024), list(rules.Status)[:4], strict=True)
        )
    ]  # fmt: skip
    summary, value_columns = say("Quarter by quarter"), 1 + len(CATEGORIES.categories)
    return [
        {"summary": summary, "breakdown": CATEGORIES, "value_columns": value_columns, "rows": rows, "is_latest": True}
    ]


def _due_row(last: Decimal | None, due_on: date, state: str) -> Context:
    period = programme_periods(Frequency.YEARLY, FIRST, LAST)[-1]
    due = SimpleNamespace(
        indicator=_indicator(name=f"{LONG_TEXT} (przykład)" if last else "Liczba warsztatów (przykład)"),
        period=period,
        programme=_programme(),
        target_sentence=target_sentence(parse_target("1/rok", years=YEARS)),
        due_on=due_on,
        state=state,
    )
    figure = figure_wording.figure(last, "", value_type=ValueType.COUNT) if last is not None else None
    return {
        "due": due,
        "last_year_figure": figure,
        "last_year_state": "",
        "is_late": due_on < TODAY,
        "when": days_until(due_on, TODAY),
    }


def _programme() -> Programme:
    return Programme(pk=1, slug="przyklad", title="Przykład", first_year=FIRST, last_year=LAST, is_published=True)


# --- the record form -----------------------------------------------------------------------------------------------


def _figure_entry(
    indicator: Indicator,
    target: str,
    *,
    breakdown: BreakdownCategories | None = None,
    steps: tuple[RevisionWithParts, ...] = (),
) -> FigureEntry:
    period = programme_periods(Frequency.YEARLY, FIRST, LAST)[3]
    days = RoundDays(2024, date(2024, 1, 1), date(2025, 3, 31), is_closed=False)
    terms = Target(verbatim=target, frequency_verbatim="Raz w roku", frequency="yearly", applies_from=FIRST)
    return FigureEntry(
        slot=Slot(indicator, period, days), programme=_programme(), terms=terms, breakdown=breakdown,
        due_on=days.due_on,
        target_sentence=target_sentence(parse_target(target, years=YEARS)), steps=steps, others={}, periods=(period,),
        source=FactsSource(targets={}, rounds={}, approved={}), lock=None, may_submit=True, on=TODAY,
    )  # fmt: skip


def _form_examples() -> list[tuple[str, FigureEntry, dict[str, str] | None]]:
    """Return (heading, entry, typed fields); None as typed fields: an unbound form."""
    count, percent = _indicator(), _indicator(value_type="percent", measure="")
    yes_no = _indicator(name="Powołanie rady (przykład)", value_type="yes_no")
    long = _indicator(name=f"{LONG_TEXT} (przykład)", measure="przedsięwzięć międzyinstytucjonalnych")
    wrong = {"value": "1.234", "note": "", "part_1": "4", "part_2": "", "part_3": "x", "based_on": "0"}
    return [
        (_("empty, with parts"), _figure_entry(count, "1/rok", breakdown=CATEGORIES), None),
        (_("rejected: three errors"), _figure_entry(count, "1/rok", breakdown=CATEGORIES), wrong),
        (_("rejected: parts that do not add up"), _figure_entry(count, "1/rok", breakdown=CATEGORIES),
         {"value": "9", "part_1": "4", "part_2": "1", "part_3": "1", "based_on": "0"}),
        (_("percentage, with a reason for having no value"), _figure_entry(percent, "80%"),
         {"no_value_reason": "not_measured", "based_on": "0"}),
        (_("an unlikely value"), _figure_entry(percent, "80%"), {"value": "140", "based_on": "0"}),
        (_("yes or no"), _figure_entry(yes_no, "tak"), None),
        (_("long words"), _figure_entry(long, "co najmniej 4 rocznie"), None),
    ]  # fmt: skip


def _form_context(prefix: str, heading: str, entry: FigureEntry, typed: dict[str, str] | None) -> Context:
    sent = {f"{prefix}-{name}": value for name, value in typed.items()} if typed is not None else None
    form = MeasurementForm(sent, initial={"based_on": 0, "no_value_reason": ""}, entry=entry, prefix=prefix)
    if form.is_valid():
        form.asks_about_unusual_value()
    return {
        "heading": heading,
        "form": form,
        "entry": entry,
        "facts": figure_context(entry),
        "next_figure": _due_row(None, TODAY, "")["due"],
    }


def _lock_sentences() -> list[Sentence]:
    period = programme_periods(Frequency.YEARLY, FIRST, LAST)[4]
    opened = RoundDays(2025, date(2025, 1, 1), date(2026, 3, 31), is_closed=False)
    locks = [
        recording_lock(period, opened, on=TODAY, withdrawn_from=2024),
        recording_lock(period, opened, on=date(2024, 12, 1)),
        recording_lock(period, replace(opened, is_closed=True, closed_on=TODAY), on=TODAY),
        recording_lock(period, replace(opened, is_closed=True, closed_on=TODAY, closing_reason=LONG_TEXT), on=TODAY),
    ]
    return [lock.sentence for lock in locks if lock is not None]


# --- people's texts ------------------------------------------------------------------------------------------------


def _person() -> User:
    return User(first_name="Anna", last_name="Przykładowa", username="osoba")


def _count(value: int) -> Sentence:
    return figure_wording.figure(Decimal(value), "", value_type=ValueType.COUNT)


def _timeline() -> list[TimelineEvent]:
    correction = TimelineEvent(
        at=NOW,
        author=_person(),
        label=STEP_LABELS[State.SUBMITTED],
        value=ChangedValue(_count(3), _count(4)),
        note=ChangedValue("", LONG_TEXT),
    )
    return [correction, TimelineEvent(at=NOW, author=_person(), label=say("Comment"), comment=LONG_TEXT)]


def _ruling_row() -> Context:
    ruling = SimpleNamespace(created_at=NOW, author=_person())
    return {"ruling": ruling, "indicator": _indicator(), "year": 2024, "effect": None, "text": LONG_TEXT,
            "is_public": False}  # fmt: skip


def _reader_question() -> ReaderQuestion:
    return ReaderQuestion(kind=ReaderQuestion.Kind.ERROR, year=2024, asked_at=NOW, language="pl", text=LONG_TEXT)


def _conflict_context() -> Context:
    revision = Revision(state=State.SUBMITTED, value=Decimal(3), author=_person(), at=NOW)
    head = RevisionWithParts(revision=revision, period_code="2024")
    return {"own_figure": _count(4), "recorded_figure": _count(3), "head": head}
