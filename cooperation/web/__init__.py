"""What the views of every app need: decorators, navigation, page cache, unsaved input, limits, middleware."""

from collections.abc import Callable

from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]
