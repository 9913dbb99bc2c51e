"""Random walks through the life of one figure, by everybody who might try: each step is foretold, allowed or refused,
and what the public reads is the last approval and nothing else.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from cooperation.text import format_number
from indicators.models import Measurement, Revision
from indicators.queries.results import load_results
from indicators.queries.revisions import public_revisions
from indicators.rules.figures import Figure
from indicators.services import errors, measurements, revisions
from indicators.services.verification import verify
from tests import factories
from tests.drill import row, size
from tests.indicators.conftest import ON

WALKS = size("WALKS", 12)
STEPS = 20
WHO = ("officer", "colleague", "stranger", "coordinator", "second", "administrator")
MAY_RECORD = {"officer", "colleague", "coordinator", "second"}
COORDINATORS = {"coordinator", "second"}
UNFINISHED = {"draft", "submitted", "returned"}

people = st.sampled_from(WHO)
fresh_eyes = st.integers(0, 4).map(bool)  # one in five looks at an older page

pytestmark = pytest.mark.drill


@dataclass(frozen=True)
class Step:
    state: str
    value: int
    author: str


class Life(RuleBasedStateMachine):
    """The expected state of the figure, compared with the database after each step. The test sets `office`."""

    office: Any = None

    def __init__(self):
        super().__init__()
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.steps: list[Step] = []
        self.approved: int | None = None
        self.is_second_there = True

    def teardown(self):
        try:
            if self.steps:
                self._public_page_shows_the_approved_figure_only()
        finally:
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)

    # --- what people try ---------------------------------------------------------------------------------------

    @rule(who=people, submitted=st.booleans(), sees=fresh_eyes, reason=st.sampled_from(["", "pominięto", "pominięto"]))
    def save(self, who, submitted, sees, reason):
        value = 700_001 + len(self.steps)  # of this step alone
        write = measurements.submit if submitted else measurements.record
        wrong = self._not_there(who, MAY_RECORD) or self._stale(sees)
        if wrong is None and self.approved is not None and not reason:
            wrong = errors.ReasonRequired
        self._try(
            wrong,
            Step("submitted" if submitted else "draft", value, who),
            lambda: write(
                self.office.slot(), Figure(Decimal(value)), by=self._user(who), based_on=self._seen(sees),
                reason=reason, on=ON,
            ),
        )  # fmt: skip

    @precondition(lambda self: self.steps)
    @rule(who=people, sees=fresh_eyes)
    def approve(self, who, sees):
        head = self.steps[-1]
        wrong = self._not_there(who, COORDINATORS) or self._stale(sees) or self._not_submitted()
        is_own = head.author == who
        if wrong is None and is_own and len(self._coordinators()) > 1:
            wrong = errors.OwnSubmission
        revision = self._try(
            wrong,
            Step("approved", head.value, who),
            lambda: measurements.approve(self._figure(), by=self._user(who), based_on=self._seen(sees)),
        )
        if revision is not None:
            assert revision.self_approved is is_own
            self.approved = head.value

    @precondition(lambda self: self.steps)
    @rule(who=people, sees=fresh_eyes)
    def send_back(self, who, sees):
        self._try(
            self._not_there(who, COORDINATORS) or self._stale(sees) or self._not_submitted(),
            Step("returned", self.steps[-1].value, who),
            lambda: measurements.send_back(
                self._figure(), by=self._user(who), based_on=self._seen(sees), comment="brak części"
            ),
        )

    @precondition(lambda self: self.steps)
    @rule(who=people, sees=fresh_eyes)
    def withdraw(self, who, sees):
        head = self.steps[-1]
        wrong = self._not_there(who, MAY_RECORD) or self._stale(sees)
        is_own = head.state == "submitted" and head.author == who
        ends_correction = who in COORDINATORS and head.state in UNFINISHED and self.approved is not None
        if wrong is None and not is_own and not ends_correction:
            wrong = errors.WrongState
        self._try(
            wrong,
            Step("withdrawn", head.value, who),
            lambda: measurements.withdraw(self._figure(), by=self._user(who), based_on=self._seen(sees)),
        )

    @rule(stays=st.booleans())
    def second_coordinator_leaves_or_returns(self, stays):
        self.is_second_there = stays
        get_user_model().objects.filter(pk=self.office.second.pk).update(is_active=stays)

    # --- what must hold after every step -------------------------------------------------------------------------

    @invariant()
    def revisions_only_grow(self):
        revisions = list(Revision.objects.order_by("seq").values_list("number", "state", "value", "author__username"))
        assert revisions == [
            (number, step.state, step.value, self._user(step.author).username)
            for number, step in enumerate(self.steps, 1)
        ]

    @invariant()
    def the_public_reads_the_last_approval(self):
        pointer = Measurement.objects.values_list("approved_revision__value", flat=True).first()
        in_force = [revision.value for revision in public_revisions(self.office.indicator.pk) if revision.in_force]
        (shown,) = load_results(self.office.programme, on=ON).year_rows(2024)
        assert pointer == shown.result.actual == self.approved
        assert in_force == ([] if self.approved is None else [self.approved])

    @invariant()
    def the_chain_is_whole(self):
        assert verify().fault is None

    def _public_page_shows_the_approved_figure_only(self):
        page = Client().get(f"/wskazniki/{self.office.indicator.pk}/").content.decode()
        once_public = {step.value for step in self.steps if step.state == "approved"}
        for step in self.steps:
            assert (format_number(Decimal(step.value)) in page) is (step.value in once_public)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _try(self, wrong, step, act):
        """Run the step; it must succeed or raise the expected error. The invariants then check the state."""
        if wrong is None:
            revision = act()
            self.steps.append(step)
            return revision
        with pytest.raises(wrong):
            act()
        return None

    def _user(self, who):
        return get_user_model().objects.get(pk=getattr(self.office, who).pk)

    def _figure(self):
        return Measurement.objects.get()

    def _coordinators(self):
        return COORDINATORS if self.is_second_there else COORDINATORS - {"second"}

    def _not_there(self, who, allowed):
        is_there = who != "second" or self.is_second_there
        return None if who in allowed and is_there else errors.NotAllowed

    def _seen(self, sees):
        return len(self.steps) if sees else len(self.steps) + 1 if not self.steps else len(self.steps) - 1

    def _stale(self, sees):
        return None if sees else errors.StaleRevision

    def _not_submitted(self):
        return None if self.steps[-1].state == "submitted" else errors.WrongState


@pytest.fixture
def life(office):
    office.colleague = factories.officer(office.unit, username="kolega")
    office.stranger = factories.officer(factories.UnitFactory(), username="obcy")
    office.second = factories.coordinator(username="druga")
    office.administrator = factories.administrator(username="administrator")
    assert date(2024, 12, 31) <= ON
    return type("LifeOfAFigure", (Life,), {"office": office})


def walk(machine, walks, **options):
    chosen = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), **options}
    run_state_machine_as_test(machine, settings=settings(max_examples=walks, stateful_step_count=STEPS, **chosen))


def test_random_workflow_steps_break_no_rule(life):
    walk(life, WALKS)
    row("G15", f"rules broken in {WALKS} random walks of {STEPS} steps", wanted="0", measured=0, met=True)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (measurements, "another_coordinator_exists", lambda by: False),  # own submissions are approved
        (revisions, "check_is_head", lambda head, based_on: None),  # unseen revisions are approved
    ],
)
def test_control_random_workflow_steps_fail_without_a_rule(life, module, name, broken):
    """Control: without one of the rules, one of the walks in a fixed order fails."""
    with mock.patch.object(module, name, broken), pytest.raises((AssertionError, pytest.fail.Exception)):
        walk(life, 100, derandomize=True, phases=[Phase.generate], report_multiple_bugs=False)
