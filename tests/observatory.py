"""The rules of Mozilla's HTTP Observatory for one response: 100 points, minus faults, plus bonuses.

Bonuses count only from 90 points. Rules about scripts of other hosts and redirects from HTTP are omitted.
"""

import re
from collections.abc import Mapping
from http.cookies import Morsel

BEGINNING, REWARDED_FROM = 100, 90
HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(headers: Mapping[str, str], cookies: Mapping[str, "Morsel[str]"]) -> int:
    parts = [
        _policy(headers.get("Content-Security-Policy", "")),
        _cookies(cookies),
        # "*" is public access and costs nothing; with cookies it would be everybody's access to a person's pages.
        -50 if headers.get("Access-Control-Allow-Credentials") == "true" else 0,
        5 if headers.get("Referrer-Policy") in PRIVATE else -5 if "Referrer-Policy" in headers else 0,
        _transport(headers.get("Strict-Transport-Security", "")),
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        _frames(headers),
    ]
    points = BEGINNING + sum(part for part in parts if part < 0)
    return points + sum(part for part in parts if part > 0) if points >= REWARDED_FROM else points


def directives(policy: str) -> dict[str, set[str]]:
    split = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(values) for name, *values in split}


def _policy(policy: str) -> int:
    if not policy:
        return -25
    policy_directives = directives(policy)
    default = policy_directives.get("default-src", {"*"})
    scripts, styles = policy_directives.get("script-src", default), policy_directives.get("style-src", default)
    objects = policy_directives.get("object-src", default)
    if scripts & {"'unsafe-inline'", "*", "data:", "http:", "https:"} or objects & {"*", "data:", "http:", "https:"}:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if any("'unsafe-inline'" in values for values in (styles, *policy_directives.values())):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(cookies: Mapping[str, "Morsel[str]"]) -> int:
    if not cookies:
        return 0
    if not all(cookie["secure"] for cookie in cookies.values()):
        return -40
    if not all(cookie["httponly"] for cookie in cookies.values()):
        return -30
    return 5 if all(cookie["samesite"] for cookie in cookies.values()) else 0


def _transport(value: str) -> int:
    age = re.search(r"max-age=(\d+)", value)
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def _frames(headers: Mapping[str, str]) -> int:
    ancestors = directives(headers.get("Content-Security-Policy", "")).get("frame-ancestors", set())
    if ancestors and "*" not in ancestors:
        return 5
    return 0 if headers.get("X-Frame-Options", "").upper() in ("DENY", "SAMEORIGIN") else -20
