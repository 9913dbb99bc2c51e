"""The example programme: made up from end to end, so that every page can be seen full; marked so on each of them.

Its content is `data/example.json`. Everything that people do in it goes through the services that real people use, in
the order of its days, so that what is frozen on a day (a report) holds what was known then.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Conclusion, Programme, SwotFinding, Unit, UnitMember
from cooperation.roles import Role
from cooperation.rules.origins import Origin
from cooperation.services import changes, programmes
from cooperation.text import TypedNumber, ValueType, parse_number
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.models import Action, Breakdown, Category, Indicator, Measurement, ReportingRound, Target
from indicators.models.slots import Slot
from indicators.queries.rounds import closing_checklist
from indicators.rules.figures import Figure, build_figure
from indicators.rules.meanings import Aggregation, Frequency, Kind
from indicators.rules.periods import Period, programme_periods, round_due_on, round_opens_on
from indicators.rules.recording import RoundDays
from indicators.services import meanings, measurements, rounds, rulings

CONTENT = Path(settings.BASE_DIR) / "data" / "example.json"
TYPED_AFTER, DECIDED_AFTER = timedelta(days=18), timedelta(days=9)  # of a period's end; of its submission
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that a person of the example does at a moment of its past."""

    at: datetime
    act: Callable[[], object]


# What the apps above add: the programme and its coordinator -> events.
MoreEvents = Callable[[Programme, User], Iterable[Event]]


def load(more_events: MoreEvents | None = None) -> tuple[Programme, bool]:
    """The programme and whether this call made it: a second call changes nothing."""
    content: Content = json.loads(CONTENT.read_text(encoding="utf-8"))
    with transaction.atomic():
        known = Programme.objects.filter(slug=content["slug"], is_example=True).first()
        if known is not None:
            return known, False
        return _Example(content).make(more_events), True


class _Example:
    """One loading: the people and units that act in it."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.units = [
            Unit.objects.get_or_create(name=name, defaults={"is_example": True})[0] for name in content["units"]
        ]
        self.officers = [
            _person(*words, role=Role.OFFICER, unit=self.units[unit]) for *words, unit in content["people"]
        ]
        self.coordinator = _person(*content["coordinator"], role=Role.COORDINATOR)
        self.years = range(content["first_year"], content["last_year"] + 1)
        self.events: list[Event] = []

    def make(self, more_events: MoreEvents | None) -> Programme:
        content = self.content
        titles = ("title", "slug", "first_year", "last_year", "issuer", "resolution", "source_note")
        self.programme = Programme.objects.create(**{name: content[name] for name in titles}, is_example=True)
        for year in self.years:
            ReportingRound.objects.create(
                programme=self.programme, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year)
            )
        begun = moment(date(self.years[0], 1, 10))
        self._plan(begun, lambda: programmes.set_published(self.programme, is_published=True, at=begun))
        findings = self._diagnosis()
        goals = self._goals()
        for quadrant, place, goal, reason in content["links"]:
            FindingLink.objects.create(
                finding=findings[quadrant, place], specific_goal=goals[goal - 1], reason=reason, author=self.coordinator
            )
        for year, reason in content["rounds"].items():
            self._close_round(int(year), reason)
        if more_events is not None:
            self.events += more_events(self.programme, self.coordinator)
        for event in sorted(self.events, key=lambda one: one.at):
            event.act()
        for person in (*self.officers, self.coordinator):  # nobody logs in as them, nobody waits for them
            person.is_active = False
            person.save()
        changes.invalidate_pages([self.programme.pk], timezone.now())
        self.programme.refresh_from_db()
        return self.programme

    def _plan(self, at: datetime, act: Callable[[], object]) -> None:
        self.events.append(Event(at=at, act=act))

    def _diagnosis(self) -> dict[tuple[str, int], SwotFinding]:
        found: dict[tuple[str, int], SwotFinding] = {}
        for quadrant, text in self.content["findings"]:
            place = 1 + sum(known == quadrant for known, _place in found)
            found[quadrant, place] = SwotFinding.objects.create(
                programme=self.programme, quadrant=quadrant, position=place, text=text
            )
        for number, text in self.content["conclusions"]:
            Conclusion.objects.create(programme=self.programme, number=number, text=text)
        return found

    def _goals(self) -> list[SpecificGoal]:
        split = Breakdown.objects.create(programme=self.programme, name=self.content["breakdown"]["name"])
        self.breakdown = split
        for place, name in enumerate(self.content["breakdown"]["categories"], 1):
            Category.objects.create(breakdown=split, position=place, name=name)
        main = MainGoal.objects.create(programme=self.programme, text=self.content["main_goal"])
        made = []
        for position, goal in enumerate(self.content["goals"], 1):
            made.append(SpecificGoal.objects.create(main_goal=main, position=position, text=goal["text"]))
            for number, action in enumerate(goal["actions"], 1):
                row = Action.objects.create(specific_goal=made[-1], position=number, name=action["name"])
                for place, one in enumerate(action["indicators"], 1):
                    self._indicator(row, place, one)
        return made

    def _indicator(self, action: Action, place: int, words: Content) -> None:
        baseline, year = words.get("baseline", (None, None))
        value_type = ValueType(words["value_type"])
        indicator = Indicator.objects.create(
            action=action, position=place, name=words["name"], value_type=value_type.value, measure=words["measure"],
            value_type_origin=Origin.DOCUMENT, unit=self.units[words["unit"]],
            definition=words.get("definition", ""), data_source=words.get("data_source", ""),
            baseline_value=parse_number(baseline, ValueType.PERCENT).value if baseline else None, baseline_year=year,
        )  # fmt: skip
        terms = Target(
            indicator=indicator, applies_from=self.years[0], verbatim=words["target"],
            frequency_verbatim=words["frequency"], breakdown=self.breakdown if words.get("breakdown") else None,
        )  # fmt: skip
        meanings.read_words(terms, indicator, self.programme)
        adds_up = value_type in (ValueType.COUNT, ValueType.MONEY) and terms.kind != Kind.PERCENT
        terms.aggregation = (Aggregation.SUM if adds_up else Aggregation.LAST).value
        terms.aggregation_origin = Origin.DOCUMENT
        terms.save()
        self._rule(indicator, words)
        self._figures(indicator, terms, value_type, words)

    def _rule(self, indicator: Indicator, words: Content) -> None:
        """A decision in the first year, an assessment after the year that it is about."""
        if "decision" in words:
            decided = date(self.years[0], 2, 15)
            decide = partial(rulings.decide, indicator, by=self.coordinator, based_on=0, **words["decision"])
            self._plan(moment(decided), partial(decide, on=decided, at=moment(decided)))
        if "assessment" in words:
            year, verdict, reason = words["assessment"]
            on = date(year + 1, 3, 4)
            assess = partial(rulings.assess, indicator, year, verdict, reason, self.coordinator, based_on=0)
            self._plan(moment(on), partial(assess, on=on, at=moment(on)))

    # --- figures ---------------------------------------------------------------------------------------------------

    def _figures(self, indicator: Indicator, terms: Target, value_type: ValueType, words: Content) -> None:
        officer = self.officers[words["unit"]]
        typed = {**_monthly(words.get("monthly", {})), **words["figures"]}
        for period in programme_periods(Frequency(terms.frequency), self.years[0], self.years[-1]):
            if period.code in typed:
                self._life(indicator, period, value_type, typed[period.code], officer)

    def _life(self, indicator: Indicator, period: Period, value_type: ValueType, words: Content, officer: Any) -> None:
        """From the officer's draft to the state that the content names; approved where it names none."""
        on = date.fromisoformat(words["on"]) if "on" in words else period.end + TYPED_AFTER
        year = period.year
        slot = Slot(indicator, period, RoundDays(year, round_opens_on(year), round_due_on(year), is_closed=False))
        state = words.get("state", "approved")
        figure = self._figure(words, value_type, period, on)
        write = measurements.record if state == "draft" else measurements.submit
        self._plan(moment(on), partial(write, slot, figure, by=officer, based_on=0, on=on, at=moment(on)))
        decided = moment(on + DECIDED_AFTER, 14)
        ends: dict[str, Callable[[Measurement], object]] = {
            "returned": lambda figure: measurements.send_back(
                figure, by=self.coordinator, based_on=1, comment=words["comment"], at=decided
            ),
            "withdrawn": lambda figure: measurements.withdraw(figure, by=officer, based_on=1, at=decided),
            "approved": lambda figure: measurements.approve(figure, by=self.coordinator, based_on=1, at=decided),
        }
        if state in ends:
            self._plan(decided, lambda: ends[state](_measurement(slot)))
        if "correction" in words:
            self._correct(slot, words["correction"], value_type, officer, decided.date() + timedelta(days=40))

    def _correct(self, slot: Slot, words: Content, value_type: ValueType, officer: Any, on: date) -> None:
        figure = self._figure(words, value_type, slot.period, on)
        correct = partial(measurements.correct, slot, figure, by=officer, based_on=2, reason=words["reason"], on=on)
        self._plan(moment(on), partial(correct, at=moment(on)))
        if words.get("state") != "submitted":
            decided = moment(on + DECIDED_AFTER, 14)
            approve = partial(measurements.approve, by=self.coordinator, based_on=3, at=decided)
            self._plan(decided, lambda: approve(_measurement(slot)))

    def _figure(self, words: Content, value_type: ValueType, period: Period, on: date) -> Figure:
        day = words.get("achieved_on")
        categories = list(self.breakdown.categories.values_list("pk", flat=True)) if "parts" in words else []
        # A correction's reason is its own; the reason of a missing value stands only where there is no value.
        reason = "" if "value" in words or "parts" in words else words["reason"]
        return build_figure(
            value_type=value_type,
            value=_number(words.get("value"), value_type),
            parts=[parse_number(part, value_type) for part in words.get("parts", ())],
            categories=categories,
            no_value_reason=reason,
            achieved_on=date.fromisoformat(day) if day else None,
            note=words.get("note", ""),
            on=on,
            period_end=period.end,
        )

    def _close_round(self, year: int, reason: str) -> None:
        on = date(year + 1, 4, 20)

        def close() -> None:
            row = ReportingRound.objects.get(programme=self.programme, year=year)
            seen = closing_checklist(self.programme, year, on=on).seen
            rounds.close(row, by=self.coordinator, seen=seen, reason=reason, on=on, at=moment(on))

        self._plan(moment(on), close)


def _measurement(slot: Slot) -> Measurement:
    return Measurement.objects.get(indicator=slot.indicator, period_code=slot.period.code)


def _number(text: str | None, value_type: ValueType) -> TypedNumber | None:
    if text is None:
        return None
    return parse_number(text, ValueType.COUNT if value_type is ValueType.YES_NO else value_type)


def _monthly(years: Mapping[str, str]) -> dict[str, Content]:
    """A year's values, one a month: "1 1 2" is January to March."""
    return {
        f"{year}-M{month:02}": {"value": value}
        for year, values in years.items()
        for month, value in enumerate(values.split(), 1)
    }


def moment(day: date, hour: int = 10) -> datetime:
    """A quarter past the hour in Warsaw."""
    return timezone.make_aware(datetime.combine(day, time(hour, 15)))


def _person(login: str, first_name: str, last_name: str, *, role: Role, unit: Unit | None = None) -> Any:
    """An account without a password: nobody can log in with it."""
    user, is_new = get_user_model().objects.get_or_create(
        username=login, defaults={"first_name": first_name, "last_name": last_name}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=str(role)))
    if unit is not None:
        UnitMember.objects.get_or_create(unit=unit, user=user, since=date(2022, 1, 1))
    return user
