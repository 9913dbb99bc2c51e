"""A programme is built in the tree of the administration, with few clicks, by keyboard alone and without JavaScript."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from cooperation.models import Programme
from goals.models import SpecificGoal
from indicators.models import Action, Indicator
from tests import drill, factories
from tests.e2e.gestures import type_text
from tests.e2e.test_axe import DESKTOP, PHONE, WIDER, violations
from tests.e2e.test_main_journey import FOCUSED, IS_FOCUSED

GOALS = ("Większy udział organizacji", "Sprawniejsze zlecanie zadań", "Trwałe partnerstwo")
ACTIONS = (
    (1, "Konsultacje i dialog"),
    (1, "Wsparcie i edukacja"),
    (2, "Otwarte konkursy ofert"),
    (3, "Wspólne projekty"),
)
INDICATORS = (
    ("Liczba konsultacji projektów uchwał", "10 rocznie", "raz na kwartał"),
    ("Odsetek uwag, na które udzielono odpowiedzi", "90%", "raz w roku"),
    ("Kwota dotacji przekazanych organizacjom", "1,2 mln zł rocznie", "raz w roku"),
)
CLICKS, PAGES = 29, 30  # for 3 goals, 4 actions and 12 indicators; 184 and 70 for 6 indicators on the single forms


class Counter:
    """Clicks, filled fields and opened pages of one person."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields, self.pages = page, 0, 0, 0

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.pages += 1

    def click(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).click()
        self.clicks += 1
        self.pages += 1

    def fill(self, **texts: str) -> None:
        for name, words in texts.items():
            self.page.locator(f".tree-form [name={name}]").fill(words)
            self.fields += 1

    def add(self, **texts: str) -> None:
        self.fill(**texts)
        self.click(".tree-form button")
        expect(self.page.locator(".tree-form .errorlist")).to_have_count(0)


@pytest.fixture
def programme(office: Any) -> Programme:
    factories.administrator(username="administrator")
    return factories.ProgrammeFactory(
        title="Program współpracy na lata 2026-2030", first_year=2026, last_year=2030, is_published=False, rounds=False
    )


def tree_of(programme: Programme) -> str:
    return reverse("admin:cooperation_programme_tree", args=[programme.pk])


def sign_in(office: Any, page: Page) -> Page:
    return office.sign_in(page, User.objects.get(username="administrator"))


def build(person: Counter, programme: Programme) -> None:
    person.open(tree_of(programme))
    person.click("a[href^='?dodaj=main-goal']")
    person.add(text="Rozwój partnerskiej współpracy")
    person.click("a[href^='?dodaj=goal']")
    for goal in GOALS:
        person.add(text=goal)
    goals = {goal.position: goal.pk for goal in SpecificGoal.objects.filter(main_goal__programme=programme)}
    open_goal = 0
    for position, name in ACTIONS:
        if position != open_goal:
            person.click(f"a[href='?dodaj=action-{goals[position]}#nowe']")
            open_goal = position
        person.add(name=name)
    for action in Action.objects.filter(specific_goal__in=goals.values()).order_by("specific_goal", "position"):
        person.click(f"a[href='?dodaj=indicator-{action.pk}#nowe']")
        for name, verbatim, frequency in INDICATORS:
            person.add(name=name, verbatim=verbatim, frequency_verbatim=frequency)


@pytest.mark.drill
@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_programme_is_built_in_few_clicks(with_script, office, programme, open_page):
    page = sign_in(office, open_page(viewport=DESKTOP, java_script_enabled=with_script))
    person = Counter(page)
    build(person, programme)
    indicators = Indicator.objects.filter(action__specific_goal__main_goal__programme=programme)
    assert list(indicators.in_document_order().values_list("name", flat=True)) == [row[0] for row in INDICATORS] * 4
    assert indicators.filter(position=2, value_type="percent").count() == 4
    expect(page.locator("tbody th[scope=row]")).to_have_count(12)
    expect(page.get_by_text("co najmniej 1 200 000 zł w każdym roku")).to_have_count(4)
    figures = f"{person.clicks} clicks, {person.fields} fields, {person.pages} pages"
    is_short = (person.clicks, person.pages) == (CLICKS, PAGES)
    drill.row(
        "administration",
        "a programme of 12 indicators built in its tree",
        wanted=f"{CLICKS} clicks, {PAGES} pages",
        measured=figures,
        met=is_short,
    )
    assert is_short, figures


def test_meaning_is_shown_while_target_is_typed(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    action = factories.ActionFactory(specific_goal=goal)
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(f"{tree_of(programme)}?dodaj=indicator-{action.pk}")
    expect(page.locator(".tree-understood")).to_be_hidden()
    Counter(page).fill(name="Liczba konsultacji", verbatim="3/kwartał", frequency_verbatim="raz na kwartał")
    expect(page.locator(".tree-understood output")).to_have_text("co najmniej 3 w każdym kwartale; co kwartał")


def test_tree_has_no_accessibility_fault(office, programme, open_page, browser_log):
    browser_log.expect("style-src")  # axe inserts style sheets
    page = sign_in(office, open_page(viewport=DESKTOP))
    build(Counter(page), programme)
    indicator = Indicator.objects.filter(action__specific_goal__main_goal__programme=programme).latest("pk")
    factories.SwotFindingFactory(programme=programme)
    goal_id = indicator.action.specific_goal_id
    views = ["", f"?dodaj=indicator-{indicator.action_id}", f"?przenies=indicator-{indicator.pk}"]
    views += [f"?powiaz=goal-{goal_id}", "?q=kwota"]
    for colour in ("light", "dark"):
        page.emulate_media(color_scheme=colour)
        for view in views:
            page.set_viewport_size(DESKTOP)
            page.goto(tree_of(programme) + view)
            page.locator(f"#indicator-{indicator.pk} .tree-more summary").click()
            assert violations(page) == [], (colour, view)
            page.set_viewport_size(PHONE)
            assert page.evaluate(WIDER) == [], (colour, view)
            assert violations(page) == [], (colour, view)


def test_nodes_are_added_moved_and_deleted_by_keyboard(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    action = factories.ActionFactory(specific_goal=goal)
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(f"{tree_of(programme)}#action-{action.pk}")

    def reach(selector: str) -> None:
        for _ in range(40):
            if page.evaluate(IS_FOCUSED, selector):
                focused = page.evaluate(FOCUSED)
                assert focused["ring"], focused
                assert focused["inside"], focused
                assert focused["open"], focused
                return
            page.keyboard.press("Tab")
        pytest.fail(f"Tab never reaches {selector}")

    def press(selector: str, key: str = "Enter") -> None:
        reach(selector)
        with page.expect_navigation():
            page.keyboard.press(key)

    press(f"a[href^='?dodaj=indicator-{action.pk}']")
    for name, verbatim, frequency in INDICATORS[:2]:  # the name has the focus, Enter adds and opens the next row
        assert page.evaluate(IS_FOCUSED, "[name=name]")
        for words in (name, verbatim, frequency):
            type_text(page, words)
            page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    first, second = Indicator.objects.filter(action=action).order_by("position")
    page.goto(f"{tree_of(programme)}#indicator-{second.pk}")
    press(f"#indicator-{second.pk}-up", "Space")
    assert list(Indicator.objects.filter(action=action).order_by("position")) == [second, first]
    reach(f"#indicator-{second.pk} summary")
    page.keyboard.press("Enter")
    press(f"a[href^='?usun=indicator-{second.pk}']")
    press("button[value^='delete:']", "Space")
    assert list(Indicator.objects.filter(action=action)) == [first]


def test_rows_are_dragged_to_another_place_and_to_another_action(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    action, other = factories.ActionFactory.create_batch(2, specific_goal=goal)
    first, second, third = factories.IndicatorFactory.create_batch(3, action=action, terms__applies_from=2026)
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(tree_of(programme))

    def drag(row: Indicator, selector: str) -> None:
        handle = page.locator(f"#indicator-{row.pk} .tree-handle")
        with page.expect_navigation():
            handle.drag_to(page.locator(selector), target_position={"x": 20, "y": 3})

    drag(third, f"#indicator-{first.pk}")
    assert list(action.indicators.order_by("position")) == [third, first, second]
    drag(third, f"#action-{other.pk}")
    assert list(action.indicators.order_by("position")) == [first, second]
    third.refresh_from_db()
    assert third.action == other
    expect(page.get_by_text("Przeniesiono")).to_be_visible()


def test_action_is_dragged_to_another_goal_and_back_over_its_actions(office, programme, open_page):
    main_goal = factories.MainGoalFactory(programme=programme)
    goal, empty = factories.SpecificGoalFactory.create_batch(2, main_goal=main_goal)
    staying, moved = factories.ActionFactory.create_batch(2, specific_goal=goal)
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(tree_of(programme))

    def drag(action: Action, selector: str) -> None:
        handle = page.locator(f"#action-{action.pk} .tree-handle")
        with page.expect_navigation():
            handle.drag_to(page.locator(selector), target_position={"x": 20, "y": 3})
        expect(page.get_by_text("Przeniesiono")).to_be_visible()

    drag(moved, f"#goal-{empty.pk} > details > summary")
    assert list(empty.actions.all()) == [moved]
    drag(moved, f"#action-{staying.pk} th")
    assert list(goal.actions.order_by("position")) == [staying, moved]


def test_tree_is_searched_while_words_are_typed(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    action = factories.ActionFactory(specific_goal=goal)
    names = ("Liczba warsztatów", "Kwota dotacji", "Liczba konsultacji")
    workshops, grants, _others = (
        factories.IndicatorFactory(action=action, name=name, terms__applies_from=2026) for name in names
    )
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(tree_of(programme))
    page.locator("#tree-q").click()
    type_text(page, "warsztat")
    expect(page.locator("tbody th[scope=row]")).to_have_count(1)
    expect(page.get_by_role("status").get_by_text("warsztat")).to_be_visible()
    assert page.evaluate(IS_FOCUSED, "#tree-q")
    expect(page.locator(".tree-handle")).to_have_count(0)
    page.locator("#tree-q").fill("")
    expect(page.locator("tbody th[scope=row]")).to_have_count(3)
    expect(page.get_by_role("status").get_by_text("warsztat")).to_have_count(0)
    # Rows that have come by a search can be dragged, and their buttons keep the search.
    page.locator(f"#indicator-{grants.pk} .tree-handle").drag_to(
        page.locator(f"#indicator-{workshops.pk}"), target_position={"x": 20, "y": 3}
    )
    expect(page.locator("tbody th[scope=row]").first).to_contain_text("Kwota dotacji")
    page.locator("#tree-q").fill("dotacji")
    expect(page.locator("tbody th[scope=row]")).to_have_count(1)
    assert page.locator("#tree-change").get_attribute("action").endswith("?&q=dotacji")


def test_search_while_typing_does_not_discard_an_open_row(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    page = sign_in(office, open_page(viewport=DESKTOP))
    page.goto(f"{tree_of(programme)}?dodaj=action-{goal.pk}")
    page.locator("[name=name]").fill("Wsparcie")
    page.locator("#tree-q").fill("zlecanie")
    page.wait_for_timeout(600)
    expect(page.locator("[name=name]")).to_have_value("Wsparcie")


def test_tree_without_javascript_has_search_and_links_and_no_handles(office, programme, open_page):
    goal = factories.SpecificGoalFactory(main_goal=factories.MainGoalFactory(programme=programme))
    finding = factories.SwotFindingFactory(programme=programme, text="mało warsztatów")
    page = sign_in(office, open_page(viewport=PHONE, java_script_enabled=False))
    page.goto(tree_of(programme))
    page.get_by_role("searchbox").fill("warsztat")
    page.get_by_role("button", name="Szukaj").click()
    expect(page.locator(f"#finding-{finding.pk}")).to_be_visible()
    page.locator(f"#finding-{finding.pk} .tree-linked a").click()
    page.locator(f"[name=link-{goal.pk}]").check()
    page.get_by_role("button", name="Zapisz powiązania").click()
    assert list(finding.links.values_list("specific_goal", flat=True)) == [goal.pk]
    expect(page.locator(".tree-handle")).to_have_count(0)
