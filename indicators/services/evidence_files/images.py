"""PNG and JPG: opened and decoded, nothing behind the picture."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from cooperation.text import Sentence, say
from indicators.services.evidence_files.file_types import PAGE_MARK_IN_TEXT, Refused, holds_archive

MAX_PIXELS = 60_000_000  # a telephone's photograph has 12 to 50 million
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
PNG_SIGNATURE = 8  # bytes
PNG_END = b"IEND\xaeB`\x82"
PNG_PIXELS = (b"IDAT", b"fdAT")
JPEG_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # FF 00 and FF D0 to D7 belong to the pixels
JPEG_START, JPEG_END, JPEG_SCAN, AFTER_END = 0xD8, 0xD9, 0xDA, 0


def check_picture(path: Path, extension: str) -> None:
    data = path.read_bytes()
    if any(PAGE_MARK_IN_TEXT.search(piece) for piece in _pieces_without_pixels(data, extension)):
        raise Refused(say("The picture holds a piece of a web page. Save it anew in a graphics program and send that."))
    if holds_archive(path):
        raise Refused(say("Another file is hidden in the picture. Send the picture and the other file separately."))
    if extension == "png" and not data.rstrip(b"\0\r\n ").endswith(PNG_END):
        raise Refused(
            say("The PNG file is cut off, or something is added behind the picture. Save it anew and send that.")
        )
    try:
        _decode(path, FORMATS[extension])
    except Refused:
        raise
    except Image.DecompressionBombError as error:  # far above our own limit
        raise Refused(_too_many_pixels()) from error
    except Exception as error:  # whatever the decoder dislikes
        raise Refused(
            say("The picture cannot be opened: it is damaged or cut off. Save it anew and send that.")
        ) from error


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment, of a scan with its pixels; last, as AFTER_END, what follows the picture."""
    start = 0
    while found := JPEG_MARKER.search(data, start):
        marker, end = found[1][0], found.end()
        if marker not in (0x01, JPEG_START, JPEG_END):
            end += int.from_bytes(data[end : end + 2])
        if marker == JPEG_SCAN:
            following = JPEG_MARKER.search(data, end)
            end = following.start() if following else len(data)
        yield marker, data[start:end]
        start = end
        if marker == JPEG_END:
            break
    if start < len(data):
        yield AFTER_END, data[start:]


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes (length and checksum included) of each chunk."""
    start = PNG_SIGNATURE
    while start + 12 <= len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4])
        yield data[start + 4 : start + 8], data[start:end]
        start = end


def _pieces_without_pixels(data: bytes, extension: str) -> Iterator[bytes]:
    if FORMATS[extension] == "JPEG":
        return (piece for marker, piece in jpeg_segments(data) if marker != JPEG_SCAN)
    return (piece for kind, piece in png_chunks(data) if kind not in PNG_PIXELS)


def _decode(path: Path, image_format: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own warning about size: our limit is lower and refuses
        with Image.open(path, formats=(image_format,)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(_too_many_pixels())
            picture.verify()
        with Image.open(path, formats=(image_format,)) as picture:
            picture.load()


def _too_many_pixels() -> Sentence:
    return say(
        "The picture has more than {millions} million pixels. Make it smaller and send it again.",
        millions=MAX_PIXELS // 1_000_000,
    )
