"""Writing, publishing and downloading an annual report."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.models import Chapter
from tests.e2e.gestures import fits_screen

REPORT_PANEL = "/panel/programy/2021-2025/sprawozdania/2023/"
PUBLIC = "/programy/2021-2025/sprawozdania/2023/"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.pdf
def test_report_is_written_published_and_downloaded(busy, open_page, browser_log, tmp_path, scripts):
    # An autosave that the button overtakes.
    browser_log.expect("request failed: POST .*/wprowadzenie/: net::ERR_ABORTED")
    panel = busy.sign_in(open_page(java_script_enabled=scripts), busy.coordinator)
    panel.goto("/panel/")
    panel.get_by_role("link", name="Sprawozdania", exact=True).click()
    panel.get_by_role("link", name="Sprawozdanie za 2023 r.").first.click()
    panel.get_by_role("link", name="Wprowadzenie").click()
    panel.wait_for_load_state()  # scripts listen from then on
    panel.locator("[name=text]").fill("Zarząd przedkłada **sprawozdanie**.")
    if scripts:
        expect(panel.locator("#podglad strong")).to_have_text("sprawozdanie")
        expect(panel.locator("#zapisano")).to_contain_text("Zapisano automatycznie")
        assert Chapter.objects.get(report__first_year=2023).text == "Zarząd przedkłada **sprawozdanie**."
        panel.locator("[name=text]").press("Control+End")
        panel.locator("[name=text]").type(" Dalej.")
    panel.get_by_role("button", name="Zapisz rozdział").click()
    expect(panel.get_by_text("Rozdział zapisany.")).to_be_visible()
    assert Chapter.objects.get(report__first_year=2023).text.startswith("Zarząd przedkłada **sprawozdanie**.")

    panel.get_by_role("link", name="Tabela finansowa").click()
    panel.locator("[name=form-0-name]").fill("Otwarty konkurs ofert")
    panel.locator("[name=form-0-planned]").fill("1 200,50")
    panel.locator("[name=form-0-planned]").press("Enter")
    expect(panel.get_by_text("Tabela finansowa zapisana.")).to_be_visible()

    panel.get_by_role("link", name="Opublikuj").click()
    panel.get_by_role("button", name="Opublikuj sprawozdanie").click()
    expect(panel.locator(".errsum")).to_be_visible()
    panel.locator("[name=open_is_known]").check()
    panel.get_by_role("button", name="Opublikuj sprawozdanie").click()
    expect(panel.get_by_text("Sprawozdanie opublikowano.")).to_be_visible()

    reader = open_page(java_script_enabled=scripts, viewport={"width": 320, "height": 800})
    reader.goto("/")
    reader.get_by_role("link", name="Sprawozdania", exact=True).click()
    reader.get_by_role("link", name="Sprawozdanie za 2023 r.").click()
    expect(reader.get_by_text("1\u00a0200,50\u00a0zł").first).to_be_visible()
    expect(reader.locator("main")).to_contain_text("Zarząd przedkłada sprawozdanie.")
    if scripts:
        assert fits_screen(reader)
        assert reader.context.cookies() == []
    for kind, begin in (("DOCX", b"PK"), ("XLSX", b"PK")):
        with reader.expect_download(timeout=90_000) as taken:  # drawn when it is asked for
            # The click begins a navigation that never ends: it turns into a download.
            reader.get_by_role("link", name=f"({kind}").click(no_wait_after=True)
        assert Path(taken.value.path()).read_bytes()[:2] == begin
    answer = reader.request.get(f"{PUBLIC}v1/sprawozdanie.pdf", timeout=150_000)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body()[:5] == b"%PDF-"
