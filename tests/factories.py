"""Factories of programmes, everything below them, and people with roles."""

from datetime import date
from hashlib import sha256
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from cooperation.models import Conclusion, Programme, SwotFinding, Unit, UnitMember
from cooperation.roles import Role
from goals.models import FindingLink, MainGoal, SpecificGoal
from indicators.models import (
    Action,
    Breakdown,
    Category,
    Indicator,
    ReaderQuestion,
    ReportingRound,
    StoredDraft,
    Target,
)
from indicators.queries.reader_questions import token_hash
from indicators.rules.periods import round_due_on, round_opens_on
from indicators.rules.reader_questions import answer_due_on
from indicators.services import stored_drafts
from indicators.services.reader_question_letters import token_of
from indicators.services.targets import meaning_of, programme_of

PASSWORD = "bardzo-tajne-haslo"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        skip_postgeneration_save = True

    title = "Program współpracy na lata 2021-2025"
    slug = factory.Sequence(lambda n: f"program-{n}")
    first_year = 2021
    last_year = 2025
    issuer = factory.Sequence(lambda n: f"Urząd {n}")
    is_published = True

    @factory.post_generation
    def rounds(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            for year in range(self.first_year, self.last_year + 1):
                ReportingRound.objects.create(
                    programme=self, year=year, opens_on=round_opens_on(year), due_on=round_due_on(year)
                )


class SwotFindingFactory(DjangoModelFactory):
    class Meta:
        model = SwotFinding

    programme = factory.SubFactory(ProgrammeFactory)
    quadrant = "opportunity"
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"szansa {n}")


class ConclusionFactory(DjangoModelFactory):
    class Meta:
        model = Conclusion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "wniosek"


class MainGoalFactory(DjangoModelFactory):
    class Meta:
        model = MainGoal
        django_get_or_create = ("programme",)

    programme = factory.SubFactory(ProgrammeFactory)
    text = "Ugruntowanie pozycji społeczeństwa obywatelskiego"


class SpecificGoalFactory(DjangoModelFactory):
    class Meta:
        model = SpecificGoal

    main_goal = factory.SubFactory(MainGoalFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"cel szczegółowy {n}")


class FindingLinkFactory(DjangoModelFactory):
    class Meta:
        model = FindingLink

    finding = factory.SubFactory(SwotFindingFactory)
    specific_goal = factory.SubFactory(SpecificGoalFactory)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    specific_goal = factory.SubFactory(SpecificGoalFactory)
    position = factory.Sequence(lambda n: n + 1)
    reference = "§ 3 ust. 1 pkt 1"
    name = factory.Sequence(lambda n: f"działanie {n}")


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Departament {n}")


class IndicatorFactory(DjangoModelFactory):
    """An indicator with a target (`terms__verbatim="1/rok"`, `terms__frequency="yearly"`), or none: `terms=False`."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    action = factory.SubFactory(ActionFactory)
    position = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Liczba warsztatów {n}")
    unit = factory.SubFactory(UnitFactory)

    @factory.post_generation
    def terms(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            TargetFactory(indicator=self, **kwargs)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory, terms=False)
    applies_from = 2021
    verbatim = "1/rok"
    frequency_verbatim = "Raz w roku"
    frequency = "yearly"
    frequency_origin = factory.LazyAttribute(lambda row: "document" if row.frequency else "")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Target:
        target = Target(**kwargs)
        if "kind" not in kwargs:
            indicator = target.indicator
            target.meaning = meaning_of(target.verbatim, indicator, programme_of(indicator))
        if target.kind == "percent" and target.aggregation == "sum":
            target.aggregation = "last"
        target.save()
        return target


class BreakdownFactory(DjangoModelFactory):
    """A breakdown by organiser with three categories."""

    class Meta:
        model = Breakdown
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    name = "organizator"

    @factory.post_generation
    def categories(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for place, name in enumerate(extracted or ("urząd", "organizacje pozarządowe", "współorganizowane"), 1):
            Category.objects.create(breakdown=self, position=place, name=name)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"osoba{n}")
    first_name = "Anna"
    last_name = "Przykładowa"

    @factory.post_generation
    def secret(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        self.save()


class ReaderQuestionFactory(DjangoModelFactory):
    """A confirmed question; other states (`state="unconfirmed"`) set the fields that belong to them."""

    class Meta:
        model = ReaderQuestion

    indicator = factory.SubFactory(IndicatorFactory)
    kind = "question"
    text = "Skąd ta liczba?"
    language = "pl"
    email = factory.Sequence(lambda n: f"czytelnik{n}@example.org")
    state = "waiting"
    form_sha256 = factory.Sequence(lambda n: sha256(f"formularz {n}".encode()).hexdigest())
    token_sha256 = factory.LazyAttribute(lambda row: token_hash(token_of(row.form_sha256)))
    asked_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyAttribute(lambda row: None if row.state == "unconfirmed" else row.asked_at)
    due_on = factory.LazyAttribute(lambda row: row.confirmed_at and answer_due_on(timezone.localdate(row.confirmed_at)))


def officer(*units: Unit, **kwargs: Any) -> Any:
    """Create an officer who is a member of the units."""
    user = UserFactory(**kwargs)
    user.groups.add(Group.objects.get(name=str(Role.OFFICER)))
    for unit in units:
        UnitMember.objects.create(unit=unit, user=user, since=date(2020, 1, 1))
    return user


def coordinator(**kwargs: Any) -> Any:
    user = UserFactory(**kwargs)
    user.groups.add(Group.objects.get(name=str(Role.COORDINATOR)))
    return user


def administrator(**kwargs: Any) -> Any:
    user = UserFactory(is_staff=True, **kwargs)
    user.groups.add(Group.objects.get(name=str(Role.ADMINISTRATOR)))
    return user


def in_programme(programme: Programme, **kwargs: Any) -> Indicator:
    """Create an indicator under the programme's first goal, which is created if there is none."""
    main_goal = MainGoalFactory(programme=programme)
    goal = main_goal.specific_goals.first() or SpecificGoalFactory(main_goal=main_goal, position=1)
    # After the actions that are there, wherever they come from: a loaded text has its own first one.
    action = ActionFactory(specific_goal=goal, position=1 + goal.actions.count())
    return IndicatorFactory(action=action, **kwargs)


DOCUMENT = """Program współpracy Gminy Lipa na lata 2026-2028
Cel główny: Aktywna gmina
Cel szczegółowy 1: Wiedza
L.p.\tDziałanie\tWskaźnik\tWartość docelowa\tCzęstotliwość
1\tSzkolenia\tLiczba szkoleń\t6\traz w roku
"""


def stored_draft(by: Any, text: str = DOCUMENT, name: str = "program.txt") -> StoredDraft:
    """Store the draft of a document in plain text, as an administrator sends it."""
    return stored_drafts.read_file(text.encode(), name, by=by).stored
