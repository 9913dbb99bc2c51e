"""The entry point for gunicorn: `gunicorn cooperation.wsgi`."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver

MAX_DISCARDED_BYTES = 100 * 1024 * 1024  # nginx passes on no larger body: deploy/nginx/office.conf
CHUNK = 64 * 1024


def warm_up() -> None:
    """Import every view and compile every template, which would otherwise delay the first request by a second."""
    get_resolver().url_patterns  # noqa: B018  # the property imports the views
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request and read what Django left of its body.

    A refusal (413, 400, 403) does not read the body. If the connection were closed then, the proxy, which is still
    sending, would get an error instead of the answer and show 502.
    """
    response: Iterable[bytes] = _django(environ, start_response)
    unread = MAX_DISCARDED_BYTES
    while unread > 0 and (chunk := environ["wsgi.input"].read(CHUNK)):
        unread -= len(chunk)
    return response


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings")
_django = get_wsgi_application()
warm_up()
