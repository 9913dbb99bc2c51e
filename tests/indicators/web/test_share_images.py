"""An image that several readers ask for at once is drawn once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.core.cache import caches

from indicators.charts.share_images import ShareImage
from indicators.web import share_images

READERS = 4
IMAGE = ShareImage(above="", title="Tytuł", sentence="", counts=[], office="", note="", dated="")


def test_concurrent_requests_draw_image_once(monkeypatch):
    caches["sheets"].clear()
    described, drawn, all_wait = [], [], Event()

    def describe():
        described.append(IMAGE)
        if len(described) == READERS:
            all_wait.set()
        all_wait.wait(10)
        return IMAGE

    def draw(svg):
        drawn.append(svg)
        return b"png"

    monkeypatch.setattr(share_images, "png_of", draw)
    with ThreadPoolExecutor(READERS) as readers:
        answers = list(readers.map(lambda _reader: share_images.share_image_response("key", describe), range(READERS)))
    assert [answer.content for answer in answers] == [b"png"] * READERS
    assert len(drawn) == 1
