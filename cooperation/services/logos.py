"""A logo as it may be served: a PNG or a JPEG that was opened and written anew, so that nothing else is inside."""

import hashlib
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST = 200_000  # bytes
WIDEST = 2_000  # pixels of a side: more is no logo, and a small file can claim a great many
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True)
class Picture:
    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_logo(content: bytes) -> Picture:
    """Raises ValidationError, which says what to choose instead.

    Only the two decoders are tried; the sizes come from the head of the file, before anything is unpacked.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than 200 kB. Save the logo smaller, for example 400 pixels wide."))
    try:
        with Image.open(io.BytesIO(content), formats=tuple(TYPES)) as opened:
            kind = str(opened.format)
            if max(opened.size) > WIDEST:
                raise ValidationError(_("The picture has more than 2,000 pixels on a side. Save the logo smaller."))
            return _written_anew(opened, kind)
    except ValidationError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("This is not a readable PNG or JPEG picture. An SVG or PDF logo has to be saved as PNG first.")
        ) from error


def _written_anew(opened: Image.Image, kind: str) -> Picture:
    """Without notes, places where it was taken, or bytes after its end; turned as a camera meant it."""
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    if kind == "JPEG":
        turned = turned.convert("RGB")
    elif turned.mode not in ("1", "L", "LA", "RGB", "RGBA") or "transparency" in turned.info:
        turned = turned.convert("RGBA")
    turned.info.clear()  # a comment or a profile would be written again
    target = io.BytesIO()
    turned.save(target, kind, optimize=True, **({"quality": 92} if kind == "JPEG" else {}))
    return Picture(target.getvalue(), TYPES[kind], *turned.size)
