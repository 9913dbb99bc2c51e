"""The office's logo: checked, and saved again by Pillow, so that the file contains nothing but the image."""

import hashlib
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cooperation.models import Logo

MAX_BYTES = 200_000
MAX_SIDE = 2_000  # pixels: a small file can claim a huge image
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoImage:
    content: bytes
    content_type: str
    width: int
    height: int

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_logo(content: bytes) -> LogoImage:
    """Return the image of a PNG or JPEG file. Raises ValidationError with a message for the administrator.

    Only the two decoders are tried. The size is read from the header before anything is decompressed.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 200 kB. Save a smaller logo, for example 400 pixels wide."))
    try:
        with Image.open(io.BytesIO(content), formats=tuple(CONTENT_TYPES)) as image:
            file_format = str(image.format)
            if max(image.size) > MAX_SIDE:
                raise ValidationError(_("A side of the image is longer than 2,000 pixels. Save a smaller logo."))
            return _reencoded(image, file_format)
    except ValidationError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("This is not a valid PNG or JPEG image. Save an SVG or PDF logo as PNG first.")
        ) from error


def store_logo(image: LogoImage) -> Logo:
    """Return the row with this image; the same image is stored once."""
    logo, _is_new = Logo.objects.get_or_create(
        hash=image.hash,
        defaults={
            "content": image.content,
            "content_type": image.content_type,
            "width": image.width,
            "height": image.height,
        },
    )
    return logo


def _reencoded(image: Image.Image, file_format: str) -> LogoImage:
    """Return the image without metadata and without bytes after its end, rotated as its EXIF data ask."""
    image.load()
    rotated = ImageOps.exif_transpose(image)
    if file_format == "JPEG":
        rotated = rotated.convert("RGB")
    elif rotated.mode not in ("1", "L", "LA", "RGB", "RGBA") or "transparency" in rotated.info:
        rotated = rotated.convert("RGBA")
    rotated.info.clear()  # Pillow would write a comment or a colour profile again
    target = io.BytesIO()
    rotated.save(target, file_format, optimize=True, **({"quality": 92} if file_format == "JPEG" else {}))
    return LogoImage(
        content=target.getvalue(),
        content_type=CONTENT_TYPES[file_format],
        width=rotated.width,
        height=rotated.height,
    )
