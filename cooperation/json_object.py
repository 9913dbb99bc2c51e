"""The type of JSON objects that are read by name."""

from typing import Any

JsonObject = dict[str, Any]  # each value is read as what the writer of the object put there
