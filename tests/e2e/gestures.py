"""Ways to use a page that wait for what a person waits for: the field with the focus, the whole page."""

from playwright.sync_api import Page, expect


def type_text(page: Page, text: str) -> None:
    """Type into the field that has the focus. A page sets it after loading: earlier key strokes would be lost."""
    expect(page.locator("input:focus, textarea:focus")).to_have_count(1)
    page.keyboard.type(text)


def fits_screen(page: Page) -> bool:
    """Whether nothing makes the page wider than the screen, at most five seconds after it has loaded.

    Before the style sheet and the fonts are applied, a table may be wider.
    """
    page.wait_for_load_state()
    for _wait in range(50):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False
