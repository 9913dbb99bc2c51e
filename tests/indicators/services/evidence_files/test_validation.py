"""Validation of uploads: every bad file is refused with its reason, good files of every type are accepted."""

import io
import random
import re
import sys
import unicodedata
from dataclasses import replace
from unittest import mock

import pytest
from PIL import Image, PngImagePlugin
from pypdf.generic import StreamObject

from cooperation.rendering import render
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files import images, ooxml, pdf, worker
from indicators.services.evidence_files.file_types import MAX_BYTES
from indicators.services.evidence_files.validation import check_content, check_name, check_size, clean_name
from indicators.services.evidence_files.worker import check_in_sandbox
from tests.drill import row, size
from tests.indicators.services.evidence_files.sample_files import (
    BAD,
    GOOD,
    OLE,
    Parts,
    docx_file,
    image_file,
    links,
    pdf_file,
    with_action,
    with_action_by_reference,
    with_link,
)


def refusal(path, name, content, check=check_content):
    """Return the reason for refusing the file, None when it is accepted."""
    path.write_bytes(content)
    try:
        extension = check_name(clean_name(name))
        check_size(len(content))
        check(path, extension)
    except UploadRefused as error:
        return error.sentence
    return None


@pytest.mark.parametrize("name", GOOD)
def test_good_file_is_accepted(tmp_path, name):
    assert refusal(tmp_path / "x", name, GOOD[name]) is None


@pytest.mark.drill
def test_every_bad_file_is_refused_with_its_reason(tmp_path):
    results = [(name, refusal(tmp_path / "x", name, content), expected) for name, content, expected in BAD]
    wrong = [(name, str(reason), expected) for name, reason, expected in results if expected not in str(reason)]
    assert wrong == []
    assert len(results) >= 50
    untranslated = {str(reason) for _name, reason, _expected in results if reason and render(reason) == str(reason)}
    assert untranslated == set()
    refused = sum(reason is not None for _name, reason, _expected in results)
    row("G21", f"bad files refused of {len(BAD)}", wanted=str(len(BAD)), measured=refused, met=refused == len(BAD))


CONTROLS = {
    "macros": (ooxml, "MACRO_PARTS", docx_file({"word/vbaProject.bin": b"x"}), "a.docx"),
    "embedded": (ooxml, "EMBEDDED_PARTS", docx_file({"word/embeddings/a.bin": b"x"}), "a.docx"),
    "fetched": (ooxml, "EXTERNAL_PARTS", docx_file({"word/connections.xml": "<a/>"}), "a.docx"),
    "an action": (pdf, "ACTIONS", with_action("/Rendition"), "a.pdf"),
    "pixels": (images, "MAX_PIXELS", image_file("PNG", (100, 100)), "a.png"),
}


@pytest.mark.parametrize("which", CONTROLS)
def test_bad_file_is_accepted_without_the_rule(tmp_path, which):
    """The control: without the rule the same file is accepted, so it is this rule that refuses it."""
    module, rule, content, name = CONTROLS[which]
    if which == "pixels":
        with mock.patch.object(module, rule, 9_999):
            assert refusal(tmp_path / "x", name, content) is not None
    else:
        assert refusal(tmp_path / "x", name, content) is not None
        nothing = {} if which == "an action" else mock.Mock(search=lambda _text: None)
        with mock.patch.object(module, rule, nothing):
            assert refusal(tmp_path / "x", name, content) is None
            return
    assert refusal(tmp_path / "x", name, content) is None


def test_script_in_unreferenced_pdf_object_is_refused(tmp_path):
    """Some PDF viewers read objects that the cross-reference table omits."""
    hidden = pdf_file().replace(b"xref", b"77 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\nxref", 1)
    assert "script" in str(refusal(tmp_path / "x", "a.pdf", hidden))


@pytest.mark.parametrize(
    "link",
    [
        b"/URI (javascript:alert(1))",
        b"/URI (\\152ava\\nscript:alert(1))",
        b"/URI <6A617661 7363726970743A>",
        b"/URI <FEFF006A006100760061007300630072006900700074003A>",
    ],
)
def test_script_in_link_of_unreferenced_pdf_object_is_refused(tmp_path, link):
    hidden = pdf_file().replace(b"xref", b"77 0 obj\n<< /S /URI " + link + b" >>\nendobj\nxref", 1)
    assert "script" in str(refusal(tmp_path / "x", "a.pdf", hidden))


@pytest.mark.parametrize("content", [with_link(b"javascript:alert(1)//\xad"), with_action_by_reference("/Launch")])
def test_pdf_objects_are_checked_whatever_the_raw_bytes_show(tmp_path, content):
    """Objects in a compressed stream are not in the raw bytes."""
    with mock.patch.object(pdf, "IN_BYTES", ()), mock.patch.object(pdf, "ADDRESS", re.compile(rb"(?!)")):
        assert refusal(tmp_path / "x", "a.pdf", content) is not None


@pytest.mark.parametrize("address", ["https://urzad.example/javascript:1", b"https://urzad.example/\xad"])
def test_link_to_page_is_accepted(tmp_path, address):
    assert refusal(tmp_path / "x", "a.pdf", with_link(address)) is None


MARKUP = b"<svg onload='alert(1)'>"
ARCHIVE_SIGNATURE = b"PK\5\6" + b"\0" * 18


def png_text(text):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


def noise(seed, size=(1400, 1400)):
    return Image.frombytes("RGB", size, random.Random(seed).randbytes(3 * size[0] * size[1]))


def saved(image, image_format, **options):
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


def jpeg_with_markup_in_pixels():
    data = saved(noise(1, (200, 200)), "JPEG")
    place = data.index(b"\xff\xda") + 2000
    assert b"\xff" not in data[place : place + len(MARKUP)]
    return data[:place] + MARKUP + data[place + len(MARKUP) :]


def png_with_pixels(pixels):
    """Return a PNG file whose pixel data are stored uncompressed."""
    return saved(Image.frombytes("L", (len(pixels), 1), pixels), "PNG", compress_level=0)


def pdf_with_stream(content):
    return pdf_file(lambda writer: writer._add_object(stream(content)))


def stream(content):
    result = StreamObject()
    result._data = content
    return result


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", jpeg_with_markup_in_pixels()),
        ("a.png", png_with_pixels(MARKUP)),
        ("a.png", png_with_pixels(ARCHIVE_SIGNATURE)),
        ("a.pdf", pdf_with_stream(b"(The element <html lang='pl'> begins a page) Tj")),
        ("a.pdf", pdf_with_stream(ARCHIVE_SIGNATURE)),
    ],
    ids=["JPEG", "PNG", "PNG, signature of an archive", "PDF", "PDF, signature of an archive"],
)
def test_markup_or_archive_signature_in_compressed_data_is_accepted(tmp_path, name, content):
    assert refusal(tmp_path / "x", name, content) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", saved(noise(1, (8, 8)), "JPEG", comment=MARKUP)),
        ("a.png", saved(noise(1, (8, 8)), "PNG", pnginfo=png_text(MARKUP.decode()))),
        ("a.pdf", pdf_file().replace(b"%%EOF", b"%" + MARKUP + b"\n%%EOF")),
    ],
    ids=["JPEG", "PNG", "PDF"],
)
def test_markup_in_text_is_refused(tmp_path, name, content):
    assert "part of a web page" in str(refusal(tmp_path / "x", name, content))


@pytest.mark.drill
def test_large_random_images_are_accepted(tmp_path):
    refused = []
    for seed in range(size("IMAGES", 2)):
        for image_format, extension in (("PNG", "png"), ("JPEG", "jpg"), ("PDF", "pdf")):
            content = saved(noise(seed), image_format, **({} if image_format == "PNG" else {"quality": 97}))
            sentence = refusal(tmp_path / "x", f"a.{extension}", content)
            refused += [(extension, seed, str(sentence))] if sentence else []
    assert refused == []


def test_document_with_hyperlink_is_accepted(tmp_path):
    parts: Parts = {
        "word/_rels/document.xml.rels": links(("hyperlink", "https://bip.example.org/?Launch=1", "External"))
    }
    assert refusal(tmp_path / "x", "a.docx", docx_file(parts)) is None


def test_check_size_accepts_one_byte_to_maximum():
    check_size(1)
    check_size(MAX_BYTES)
    for length, message in ((0, "empty"), (MAX_BYTES + 1, "larger than 20 MB")):
        with pytest.raises(UploadRefused, match=message):
            check_size(length)


@pytest.mark.parametrize(
    ("sent", "cleaned"),
    [
        ("wykaz.pdf", "wykaz.pdf"),
        ("../../etc/wykaz.pdf", "wykaz.pdf"),
        ("C:\\Users\\a\\wykaz.pdf", "wykaz.pdf"),
        ("fak\u202etura.pdf", "faktura.pdf"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ('a"<b>:|?*.pdf', "a__b_____.pdf"),
        ("Zażółć gęślą.pdf", "Zażółć gęślą.pdf"),
        (unicodedata.normalize("NFD", "ó.pdf"), "ó.pdf"),
        ("  a   b .pdf. ", "a b.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("y" * 300, "y" * 120),
        ("", ""),
        ("...", ""),
    ],
)
def test_clean_name_removes_path_and_unsafe_characters(sent, cleaned):
    assert clean_name(sent) == cleaned


# --- in the sandbox -------------------------------------------------------------------------------------------


def test_check_in_sandbox_gives_same_answers(tmp_path):
    path = tmp_path / "x"
    for name, content in (("a.pdf", pdf_file()), ("a.docx", docx_file())):
        assert refusal(path, name, content, check_in_sandbox) is None
    for name, content in (("a.pdf", with_action("/Launch")), ("a.docx", OLE), ("a.png", b"x")):
        direct, sandboxed = refusal(path, name, content), refusal(path, name, content, check_in_sandbox)
        assert direct is not None
        assert render(direct) == render(sandboxed)


@pytest.mark.parametrize("fault", ["import os, signal; os.kill(os.getpid(), 9)", "while True: pass", "import nic"])
def test_file_is_refused_when_sandboxed_process_fails(tmp_path, fault):
    """The sandboxed process is killed, never ends, or fails."""
    impatient = replace(worker.LIMITS, wall_seconds=0.4)
    python = sys._base_executable  # type: ignore[attr-defined]  # the interpreter behind the virtual environment
    with mock.patch.object(sys, "executable", str(tmp_path / "python")), mock.patch.object(worker, "LIMITS", impatient):
        (tmp_path / "python").write_text(f"#!/bin/sh\nexec {python} -c '{fault}'\n")
        (tmp_path / "python").chmod(0o700)
        assert "too much time or memory" in str(refusal(tmp_path / "x", "a.pdf", pdf_file(), check_in_sandbox))
