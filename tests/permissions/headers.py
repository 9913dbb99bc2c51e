"""What headers of a response let other sites do: show the page in a frame, read the data with a script."""

from typing import Any

from tests.observatory import directives

OTHER_SITE = "https://example.org"
ALLOW = "Access-Control-Allow-Origin"
EMBED = "wskazniki/<number:indicator_id>/osadz/"
CLOSED_TO_FRAMES: tuple[set[str], str | None] = ({"'none'"}, "DENY")
OPEN_TO_FRAMES: tuple[set[str], str | None] = ({"*"}, None)
DATA = {
    "text/csv",
    "application/json",
    "application/ld+json",
    "application/csvm+json",
    "application/atom+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oai.openapi+json",
}


def framing(response: Any) -> tuple[set[str] | None, str | None]:
    policy = directives(response["Content-Security-Policy"])
    return policy.get("frame-ancestors"), response.get("X-Frame-Options")


def is_open_to_scripts(response: Any) -> bool:
    """Return whether every site may read the response; nothing may be open to chosen sites or with cookies."""
    assert "Access-Control-Allow-Credentials" not in response
    assert response.get(ALLOW, "*") == "*"
    return ALLOW in response


def is_public_data(response: Any, address: str) -> bool:
    media = response.get("Content-Type", "").split(";")[0]
    return response.status_code == 200 and media in DATA and "/panel/" not in address
