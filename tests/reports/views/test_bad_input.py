"""Tampered input to the pages of reports is rejected and does not cause server errors."""

import time

import pytest

from tests.reports.conftest import MONEY, PANEL, PUBLIC
from tests.tables import changed_tables, rows_of_every_table

BAD = ["", "-1", "abc", "1e30", "9" * 31, "\0", "٣", "None", "99999"]


@pytest.mark.parametrize("bad", BAD)
def test_tampered_forms_do_not_cause_server_errors(office, published, client, bad):
    client.force_login(office.coordinator)
    client.raise_request_exception = False
    posts = [
        (f"{PANEL}plany/", {"text": "x", "based_on": bad, "do": "save"}),
        (f"{PANEL}plany/", {"text": "x", "based_on": bad, "do": "autosave"}),
        (f"{PANEL}plany/", {"text": "x\0y", "based_on": "0", "do": bad}),
        (f"{PANEL}tabela-finansowa/", MONEY | {"based_on": bad}),
        (f"{PANEL}tabela-finansowa/", MONEY | {"form-TOTAL_FORMS": bad}),
        (f"{PANEL}tabela-finansowa/", MONEY | {"form-INITIAL_FORMS": bad}),
        (f"{PANEL}tabela-finansowa/", MONEY | {"form-TOTAL_FORMS": bad, "do": "more"}),
        (f"{PANEL}tabela-finansowa/", {}),
        (f"{PANEL}publikacja/", {"based_on": bad, "open_is_known": "on", "reason": "x"}),
        (f"{PANEL}publikacja/", {"based_on": "1", "reason": bad or "\0"}),
        (f"{PANEL}wersje/1/", {"do": "bulletin", "bulletin_url": bad}),
        (f"{PANEL}wersje/1/", {"do": "erratum", "text": bad}),
        (f"{PANEL}wersje/1/", {"do": bad}),
    ]
    answers = {(address, str(sent)): client.post(address, sent).status_code for address, sent in posts}
    for address in (f"{PUBLIC}v{18 * '9'}/", f"{PUBLIC}v99999/sprawozdanie.json", f"{PANEL}wersje/{18 * '9'}/"):
        answers[address, ""] = client.get(address).status_code
    assert {place: status for place, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("button", ["save", "more"])
@pytest.mark.parametrize("rows", ["66", "1000", "9" * 400])
def test_financial_table_of_a_thousand_lines_is_refused_at_once(office, client, rows, button):
    client.force_login(office.coordinator)
    before, begun = rows_of_every_table(), time.process_time()
    answer = client.post(f"{PANEL}tabela-finansowa/", MONEY | {"form-TOTAL_FORMS": rows, "do": button})
    assert time.process_time() - begun < 1
    assert answer.status_code == 400
    assert "co najwyżej 65 wierszy" in answer.content.decode()
    assert changed_tables(before) == set()
