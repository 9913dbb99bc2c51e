import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cooperation.services import logos

NOT_A_PICTURE = "To nie jest czytelny obraz PNG ani JPEG."
TOO_WIDE = "Bok obrazu ma ponad 2 000 pikseli."
TOO_LARGE = "Plik ma ponad 200 kB."


def drawn(kind="PNG", size=(30, 20), mode="RGB", **options):
    target = io.BytesIO()
    Image.new(mode, size, "red").save(target, kind, **options)
    return target.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side):
    """Return a PNG of a few bytes that claims to have `side` pixels on each side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_logo_keeps_format_and_size(kind, content_type):
    picture = logos.read_logo(drawn(kind))
    assert (picture.content_type, picture.width, picture.height) == (content_type, 30, 20)
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert (opened.format, opened.size) == (kind, (30, 20))
    assert len(picture.hash) == 64


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_png_mode_is_accepted(mode):
    target = io.BytesIO()
    Image.new(mode, (4, 4)).save(target, "PNG")
    assert logos.read_logo(target.getvalue()).width == 4


def test_transparent_background_is_preserved():
    target = io.BytesIO()
    Image.new("P", (4, 4)).save(target, "PNG", transparency=0)
    with Image.open(io.BytesIO(logos.read_logo(target.getvalue()).content)) as opened:
        assert opened.getpixel((0, 0))[3] == 0


def test_metadata_and_trailing_bytes_are_removed():
    """Comments, EXIF data, colour profiles, and bytes after the end of the image."""
    notes = PngInfo()
    notes.add_text("comment", "tajne")
    exif = Image.Exif()
    exif[0x010E] = "tajne"
    for content in (drawn(pnginfo=notes, icc_profile=b"tajne" * 30), drawn("JPEG", exif=exif, comment="tajne")):
        assert b"tajne" not in logos.read_logo(content + b"<script>tajne</script>").content


def test_exif_rotation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    picture = logos.read_logo(drawn("JPEG", exif=exif))
    assert (picture.width, picture.height) == (20, 30)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_A_PICTURE),
        (b"%PDF-1.7", NOT_A_PICTURE),
        (drawn("GIF", mode="L"), NOT_A_PICTURE),
        (drawn("BMP"), NOT_A_PICTURE),
        (drawn("WEBP"), NOT_A_PICTURE),
        (drawn()[:60], NOT_A_PICTURE),
        (drawn("JPEG")[:200], NOT_A_PICTURE),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, NOT_A_PICTURE),
        (bomb(2001), TOO_WIDE),
        (bomb(60_000), NOT_A_PICTURE),
        (drawn(size=(2001, 1)), TOO_WIDE),
        (drawn() + b"0" * logos.MAX_BYTES, TOO_LARGE),
    ],
)
def test_invalid_logo_is_rejected(content, message):
    with pytest.raises(ValidationError) as refused:
        logos.read_logo(content)
    assert refused.value.message.replace("\u00a0", " ").startswith(message)


def test_decompression_bomb_is_not_decompressed(monkeypatch):
    def unpacked(*args):
        raise AssertionError("unpacked")

    monkeypatch.setattr(Image.Image, "load", unpacked)
    with pytest.raises(ValidationError):
        logos.read_logo(bomb(9_000))
    with pytest.raises(AssertionError, match="unpacked"):  # the control: a picture that is fit is unpacked
        logos.read_logo(drawn())
