"""iCalendar text: lines, escaping and folding of RFC 5545."""

from datetime import UTC, date, datetime

import pytest

from reports.exports.calendar import LINE_OCTETS, CalendarEvent, calendar_text, escaped, folded

CHANGED = datetime(2026, 1, 27, 13, 0, tzinfo=UTC)


def event(**fields: object) -> CalendarEvent:
    given = {"key": "dane-2024", "day": date(2024, 12, 31), "title": "Termin", "details": "", "url": "https://a.pl/"}
    return CalendarEvent(**(given | fields))  # type: ignore[arg-type]  # fields of several types


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_event_is_one_whole_day_with_a_permanent_id() -> None:
    lines = unfolded(calendar_text([event()], name="Terminy", host="a.pl", changed_at=CHANGED))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {"UID:dane-2024@a.pl", "DTSTART;VALUE=DATE:20241231", "DTEND;VALUE=DATE:20250101"} <= set(lines)
    assert "DTSTAMP:20260127T130000Z" in lines


def test_moved_day_keeps_its_id() -> None:
    first, moved = (
        unfolded(calendar_text([event(day=day)], name="", host="a.pl", changed_at=CHANGED))
        for day in (date(2024, 1, 1), date(2024, 2, 1))
    )
    assert [line for line in first if line.startswith("UID")] == [line for line in moved if line.startswith("UID")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a, b; c\\d", r"a\, b\; c\\d"),
        ("a\r\nb\nc\rd", r"a\nb\nc\nd"),
        ("a\x00\x07b", "ab"),
        ("2\u00a0z\u00a04", "2\u00a0z\u00a04"),
    ],
)
def test_text_is_escaped(text: str, value: str) -> None:
    assert escaped(text) == value


def test_end_of_line_in_a_title_starts_no_property() -> None:
    text = calendar_text([event(title="a\r\nURL:https://b.pl")], name="x", host="a.pl", changed_at=CHANGED)
    assert "\r\nURL:https://b.pl" not in text


@pytest.mark.parametrize("line", ["", "a" * 75, "a" * 76, "ż" * 200, "a" + "\U0001f600" * 60])
def test_lines_are_folded_without_dividing_a_character(line: str) -> None:
    parts = list(folded(line))
    assert all(len(part.encode()) <= LINE_OCTETS for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
