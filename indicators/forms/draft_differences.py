"""The fields of the page that shows how an amended document differs from its programme."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import BadRequest
from django.http import QueryDict

from cooperation.json_object import JsonObject
from indicators.forms.posted_fields import single_value
from indicators.rules.documents.edits import is_year
from indicators.rules.documents.wording import tidy
from indicators.services.draft_amendments import Choice, Selection

MAX_FIELDS = 8_000  # three of each difference
STEPS = ("match", "apply", "correct")
_ALLOWED = {"csrfmiddlewaretoken", "typed_by", "version", "do", "reason", "year"}
_ANSWER = re.compile(r"is-([gai][1-9][0-9]{0,3})")
_FIELD = re.compile(r"(take|reason|year)-([a-z0-9-]{3,60})")
_VERSION = re.compile(r"[0-9]{1,9}-[0-9a-f]{16}-[0-9a-f]{16}")


@dataclass(frozen=True, kw_only=True)
class PostedDifferences:
    """What a browser has sent. `taken`, `reasons`, `years`: by the key of the difference."""

    version: str
    step: str
    answers: Mapping[str, str]
    taken: frozenset[str]
    reasons: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    year: str = ""

    @property
    def without_ticks(self) -> "PostedDifferences":
        return replace(self, taken=frozenset())

    @property
    def keys(self) -> set[str]:
        """Return the keys of the differences of which a field was sent."""
        return {*self.taken, *self.reasons, *self.years}

    @property
    def selection(self) -> Selection:
        choices = {
            key: Choice(reason=self.reasons.get(key, ""), year=_year(self.years.get(key, ""))) for key in self.taken
        }
        return Selection(choices=choices, answers=self.answers, reason=self.reason, year=_year(self.year))


def posted_differences(fields: QueryDict) -> PostedDifferences:
    """Return what was sent; raises BadRequest for fields that no page has sent."""
    answers: dict[str, str] = {}
    by_name: dict[str, dict[str, str]] = {"take": {}, "reason": {}, "year": {}}
    for name in fields:
        answer, match = _ANSWER.fullmatch(name), _FIELD.fullmatch(name)
        if answer:
            answers[answer[1]] = single_value(fields, name)
        elif match:
            by_name[match[1]][match[2]] = single_value(fields, name)
        elif name not in _ALLOWED:
            raise BadRequest("a field that the page does not have")
    version, step, year = single_value(fields, "version"), single_value(fields, "do"), single_value(fields, "year")
    years = [year, *by_name["year"].values()]
    is_from_page = _VERSION.fullmatch(version) and step in STEPS and all(not text or is_year(text) for text in years)
    if not is_from_page or set(by_name["take"].values()) - {"on"}:
        raise BadRequest("not a choice of the page")
    return PostedDifferences(
        version=version,
        step=step,
        answers={key: answer for key, answer in answers.items() if answer},
        taken=frozenset(by_name["take"]),
        reasons={key: tidy(text) for key, text in by_name["reason"].items()},
        years=by_name["year"],
        reason=tidy(single_value(fields, "reason")),
        year=year,
    )


def differences_to_json(posted: PostedDifferences) -> JsonObject:
    """Return the choices for storage; the reverse of `differences_from_json`."""
    return {
        "version": posted.version,
        "answers": dict(posted.answers),
        "taken": sorted(posted.taken),
        "reasons": dict(posted.reasons),
        "years": dict(posted.years),
        "reason": posted.reason,
        "year": posted.year,
    }


def differences_from_json(data: JsonObject) -> PostedDifferences | None:
    """Return the stored choices, None if nothing is stored."""
    if not data:
        return None
    return PostedDifferences(**{**data, "step": "match", "taken": frozenset(data["taken"])})


def check_keys(posted: PostedDifferences, keys: Collection[str]) -> None:
    """Raise BadRequest if a field belongs to no difference of the page; `keys`: of those that it shows."""
    if not posted.keys.issubset(keys):
        raise BadRequest("a field that the page does not have")


def _year(text: str) -> int | None:
    return int(text) if text else None
