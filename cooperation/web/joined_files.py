"""A finder of static files that are written in parts: readers load one style sheet and one script.

`assets/site.css/` holds the parts of the static file `site.css`, joined in the order of their names. The finder serves
`collectstatic`, which gives the joined file its hashed name, and the tests, which request it by its plain name.
"""

import atexit
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage


def _joined_names() -> list[str]:
    return sorted(directory.name for directory in settings.STATIC_PARTS.iterdir() if directory.is_dir())


class JoinedFilesFinder(BaseFinder):
    def __init__(self, app_names: Iterable[str] | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._directory = Path(mkdtemp(prefix="portal-static-"))
        atexit.register(shutil.rmtree, self._directory, ignore_errors=True)
        self._storage = FileSystemStorage(location=self._directory)

    def find(  # type: ignore[override]  # the stubs have None in place of the empty list of Django's own finders
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> str | list[str]:
        """Write the joined file again and return its path; an empty list if there are no parts."""
        if path not in _joined_names():
            return []
        joined = str(self._join(path))
        return [joined] if find_all or kwargs.get("all") else joined

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in _joined_names():
            if not matches_patterns(name, ignore_patterns or ()):
                self._join(name)
                yield name, self._storage

    def _join(self, name: str) -> Path:
        parts = sorted((settings.STATIC_PARTS / name).iterdir())
        joined = self._directory / name
        joined.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
        return joined
