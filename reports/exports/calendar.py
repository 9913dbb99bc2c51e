"""iCalendar files (RFC 5545) of all-day events: escaping, folding and stable identifiers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_OCTETS = 75  # without the line break (RFC 5545, 3.1)


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One day; `key` is permanent, so that a moved day replaces the earlier one in the reader's calendar."""

    key: str
    day: date
    title: str
    details: str
    url: str


def calendar_text(events: Iterable[CalendarEvent], *, name: str, host: str, changed_at: datetime) -> str:
    """Return the calendar; `changed_at`: when one of its days may last have changed."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{host}//monitoring//PL",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for event in events:
        lines += _event_lines(event, host, changed_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event_lines(event: CalendarEvent, host: str, changed_at: datetime) -> list[str]:
    stamp = changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return [
        "BEGIN:VEVENT",
        f"UID:{event.key}@{host}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
        f"DESCRIPTION:{escaped(event.details)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Escape a TEXT value; control characters other than line breaks, which no calendar allows, are removed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(character for character in text if character in "\n\u00a0" or character.isprintable())
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield the line in parts of at most 75 octets that divide no character; a space marks each further part."""
    part, octets = "", 0
    for character in line:
        length = len(character.encode())
        if octets + length > LINE_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + length
    yield part
