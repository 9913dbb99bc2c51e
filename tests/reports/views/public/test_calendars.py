"""The calendar of a programme's due dates and publication days."""

import re

import pytest

from tests.indicators.conftest import approve


def events(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode().replace("\r\n ", "")
    return [dict(re.findall(r"^([A-Z;=-]+):(.*)\r$", block, re.MULTILINE)) for block in text.split("BEGIN:VEVENT")[1:]]


def test_calendar_lists_due_dates_of_data_and_reports(client, office):
    address = f"/programy/{office.programme.slug}/terminy.ics"
    by_id = {event["UID"]: event for event in events(client, address)}
    assert len(by_id) == len(events(client, address))
    due = by_id[f"dane.{office.programme.slug}.2024@portal.example.org"]
    assert due["DTSTART;VALUE=DATE"] == "20250331"
    assert due["SUMMARY"].replace("\u00a0", " ") == "Termin danych za 2024 r."
    report = by_id[f"sprawozdanie.{office.programme.slug}.2024-termin@portal.example.org"]
    assert report["DTSTART;VALUE=DATE"] == "20250531"
    english = events(client, f"/en{address}")
    assert {event["UID"] for event in english} == set(by_id)


@pytest.mark.usefixtures("no_page_cache")
def test_calendar_keeps_ids_after_an_approval_and_marks_example_data(client, office):
    address = f"/programy/{office.programme.slug}/terminy.ics"
    before = {event["UID"] for event in events(client, address)}
    approve(office)
    office.programme.refresh_from_db()
    office.programme.is_example = True
    office.programme.save()
    after = events(client, address)
    assert {event["UID"] for event in after} == before
    assert all(event["SUMMARY"].startswith("[dane przykładowe] ") for event in after)


def test_calendar_uses_few_queries(client, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(f"/programy/{office.programme.slug}/terminy.ics")


def test_calendar_of_unpublished_programme_is_missing(client, office):
    office.programme.is_published = False
    office.programme.save()
    assert client.get(f"/programy/{office.programme.slug}/terminy.ics").status_code == 404
