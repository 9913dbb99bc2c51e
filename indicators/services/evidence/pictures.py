"""PNG and JPG: opened and decoded, nothing behind the picture."""

import warnings
import zipfile
from pathlib import Path

from PIL import Image

from cooperation.text import Sentence, say
from indicators.services.evidence.refusals import PAGE_MARKS, Refused

MAX_PIXELS = 60_000_000  # a telephone's photograph has 12 to 50 million
FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
PNG_END = b"IEND\xaeB`\x82"


def check_picture(path: Path, extension: str) -> None:
    data = path.read_bytes()
    lowered = data.lower()
    if any(mark in lowered for mark in PAGE_MARKS):
        raise Refused(say("The picture holds a piece of a web page. Save it anew in a graphics program and send that."))
    if zipfile.is_zipfile(path):
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
