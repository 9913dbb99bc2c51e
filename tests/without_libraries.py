"""pytest plugin `-p tests.without_libraries`: make the system libraries in MISSING_LIBRARIES impossible to load."""

import os
from typing import Any

import cffi  # type: ignore[import-untyped]  # has no stubs

_load = cffi.FFI.dlopen
_missing = tuple(os.environ["MISSING_LIBRARIES"].split())


def _dlopen(ffi: Any, name: str, flags: int = 0) -> Any:
    if any(part in name for part in _missing):
        raise OSError(f"{name}: cannot open shared object file")
    return _load(ffi, name, flags)


cffi.FFI.dlopen = _dlopen
