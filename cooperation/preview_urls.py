"""URLconf that resolves names inside a preview: previewed pages lead to their previews, everything else as usual."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, include, path
from django.utils.module_loading import import_string

from cooperation import urls


def _patterns(app: str) -> list[URLPattern]:
    """Return the app's addresses and those of its previews; of two with one name `reverse` takes the later one."""
    return [*import_string(f"{app}.urls.urlpatterns"), *import_string(f"{app}.urls.previews")]


urlpatterns = [
    *i18n_patterns(
        *(path("", include((_patterns(app), app))) for app in ("indicators", "reports")),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,  # after them, because the first of two namespaces counts
]
