"""Drawing of share images: once for each version of the content, one at a time."""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.core.cache import caches
from django.http import HttpResponse

from indicators.charts.share_images import ShareImage, share_image_svg
from indicators.charts.standalone import png_of

# One image at a time in each worker process, so that requests for many images do not take all CPU.
_drawing_slot = BoundedSemaphore(1)


def share_image_response(cache_key: str, describe: Callable[[], ShareImage]) -> HttpResponse:
    """Return the image as PNG; `describe` is called when no image is stored under the key."""
    png = caches["sheets"].get(cache_key)
    if png is None:
        svg = share_image_svg(describe())
        with _drawing_slot:
            png = caches["sheets"].get(cache_key)  # another request may have drawn it meanwhile
            if png is None:
                png = png_of(svg)
                caches["sheets"].set(cache_key, png)
    return HttpResponse(png, content_type="image/png")
