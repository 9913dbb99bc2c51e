"""The entry point for gunicorn: `gunicorn cooperation.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver


def warm_up() -> None:
    """Import every view and compile every template, which would otherwise delay the first request by a second."""
    get_resolver().url_patterns  # noqa: B018  # the property imports the views
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperation.settings")
application = get_wsgi_application()
warm_up()
