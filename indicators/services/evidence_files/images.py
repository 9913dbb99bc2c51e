"""Validation of PNG and JPEG files, and reading of their segments and chunks."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from cooperation.text import Sentence, say
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files.file_types import MARKUP_IN_BINARY, holds_archive

MAX_PIXELS = 60_000_000  # a photograph taken with a telephone has 12 to 50 million
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
PNG_SIGNATURE = 8  # bytes
PNG_END = b"IEND\xaeB`\x82"
PNG_PIXEL_CHUNKS = (b"IDAT", b"fdAT")
JPEG_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # FF 00 and FF D0 to D7 are part of the pixel data
JPEG_START, JPEG_END, JPEG_SCAN = 0xD8, 0xD9, 0xDA
AFTER_END = 0  # in place of a marker: bytes behind the image


def check_image(path: Path, extension: str) -> None:
    """Raise `UploadRefused` for an image that cannot be decoded, is too large, or hides other content."""
    data = path.read_bytes()
    if any(MARKUP_IN_BINARY.search(piece) for piece in _non_pixel_data(data, extension)):
        raise UploadRefused(
            say("The picture contains part of a web page. Save it again in a graphics program and send the new file.")
        )
    if holds_archive(path):
        raise UploadRefused(
            say("The picture contains another hidden file. Send the picture and the other file separately.")
        )
    if extension == "png" and not data.rstrip(b"\0\r\n ").endswith(PNG_END):
        raise UploadRefused(
            say("The PNG file is incomplete, or has extra data after the picture. Save it again and send the new file.")
        )
    try:
        _decode(path, FORMATS[extension])
    except UploadRefused:
        raise
    except Image.DecompressionBombError as error:  # the limit of Pillow, far above MAX_PIXELS
        raise UploadRefused(_too_many_pixels()) from error
    except Exception as error:  # decoders raise errors of many types for damaged files
        raise UploadRefused(
            say("The picture cannot be opened: it is damaged or incomplete. Save it again and send the new file.")
        ) from error


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment (a scan includes its pixels), then the bytes behind the image, if any."""
    start = 0
    while match := JPEG_MARKER.search(data, start):
        marker, end = match[1][0], match.end()
        if marker not in (0x01, JPEG_START, JPEG_END):
            end += int.from_bytes(data[end : end + 2])
        if marker == JPEG_SCAN:
            next_marker = JPEG_MARKER.search(data, end)
            end = next_marker.start() if next_marker else len(data)
        yield marker, data[start:end]
        start = end
        if marker == JPEG_END:
            break
    if start < len(data):
        yield AFTER_END, data[start:]


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield type and bytes (length and checksum included) of each chunk."""
    start = PNG_SIGNATURE
    while start + 12 <= len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4])
        yield data[start + 4 : start + 8], data[start:end]
        start = end


def _non_pixel_data(data: bytes, extension: str) -> Iterator[bytes]:
    """Yield the segments or chunks that hold no pixels; in pixel data markup occurs by chance."""
    if FORMATS[extension] == "JPEG":
        return (piece for marker, piece in jpeg_segments(data) if marker != JPEG_SCAN)
    return (piece for chunk_type, piece in png_chunks(data) if chunk_type not in PNG_PIXEL_CHUNKS)


def _decode(path: Path, image_format: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warning about size; MAX_PIXELS is lower
        with Image.open(path, formats=(image_format,)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefused(_too_many_pixels())
            image.verify()
        with Image.open(path, formats=(image_format,)) as image:
            image.load()


def _too_many_pixels() -> Sentence:
    return say(
        "The picture has more than {millions} million pixels. Make it smaller and send it again.",
        millions=MAX_PIXELS // 1_000_000,
    )
