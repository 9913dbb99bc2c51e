"""Copies without metadata: no personal data, otherwise the same content; the original does not change."""

import io
import re
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from indicators.models import Evidence
from indicators.services import evidence
from indicators.services.errors import UploadRefused
from indicators.services.evidence_files import store
from indicators.services.evidence_files.metadata import without_metadata
from indicators.services.evidence_files.validation import check_content
from indicators.services.evidence_files.worker import copy_in_sandbox
from tests.indicators.conftest import ON, approve
from tests.indicators.services.evidence_files.sample_files import chunk

SECRET = "Jan Tajny"
GPS, ORIENTATION, ARTIST, ROTATED = 0x8825, 0x0112, 0x013B, 6
TITLE = "Wykaz warsztatów"


def exif() -> bytes:
    data = Image.Exif()
    data[ARTIST], data[ORIENTATION] = SECRET, ROTATED
    data.get_ifd(GPS).update({1: "N", 2: (53.0, 1.0, 2.0), 3: "E", 4: (18.0, 36.0, 4.0)})
    return data.tobytes()


def photograph() -> bytes:
    """Return a JPEG as a telephone writes it: Exif orientation and place, comment, XMP, a second image at its end."""
    file = io.BytesIO()
    image = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    xmp = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
    image.save(
        file, "JPEG", exif=exif(), comment=SECRET.encode(), xmp=xmp, icc_profile=b"profile of colours", dpi=(72, 72)
    )
    return file.getvalue() + b"\xff\xd8" + SECRET.encode() + b"\xff\xd9"


def drawing() -> bytes:
    file, text = io.BytesIO(), PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET)
    text.add_itxt("XML:com.adobe.xmp", SECRET)
    Image.linear_gradient("L").resize((60, 40)).save(file, "PNG", pnginfo=text, exif=exif(), dpi=(72, 72))
    return file.getvalue()


def document() -> bytes:
    """Return a PDF with properties, XMP, a signature, an annotation, and a photograph on its page."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": SECRET, "/Title": SECRET})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream(SECRET.encode(), {"/Type": "/Metadata"}))
    photo = stream(photograph(), {"/Filter": "/DCTDecode", "/Subtype": "/Image"})
    page[NameObject("/Resources")] = dictionary({"/XObject": dictionary({"/P": writer._add_object(photo)})})
    signature = writer._add_object(dictionary({"/Type": NameObject("/Sig"), "/Name": TextStringObject(SECRET)}))
    note = {"/Subtype": NameObject("/Text"), "/T": TextStringObject(SECRET), "/Contents": TextStringObject("uwaga")}
    widget = {
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Sig"),
        "/T": TextStringObject("pole"),
        "/V": signature,
    }
    rectangle = ArrayObject([])
    page[NameObject("/Annots")] = ArrayObject(
        [writer._add_object(dictionary({**annotation, "/Rect": rectangle})) for annotation in (note, widget)]
    )
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def dictionary(pairs: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in pairs.items()})


def stream(data: bytes, names: dict[str, str]) -> StreamObject:
    result = StreamObject()
    result._data = data
    result.update({NameObject(key): NameObject(value) for key, value in names.items()})
    return result


def text_document() -> bytes:
    word_document, file = Document(), io.BytesIO()
    properties = word_document.core_properties
    properties.author = properties.last_modified_by = SECRET
    word_document.add_picture(io.BytesIO(photograph()))
    run = word_document.add_paragraph("Treść").add_run(" z komentarzem")
    word_document.add_comment(run, text="uwaga", author=SECRET, initials="JT")
    word_document.save(file)
    return file.getvalue()


def workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.active["A1"] = "Treść"
    book.active["A1"].comment = Comment("uwaga", SECRET)
    book.save(file)
    folder = f'<x15ac:absPath xmlns:x15ac="urn:x" url="C:\\{SECRET}\\"/>'
    return changed(
        file.getvalue(), "xl/workbook.xml", lambda part: part.replace(b"</workbook>", f"{folder}</workbook>".encode())
    )


def changed(package, name, change):
    """Return the package with `change` applied to one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as copy:
        for part in source.namelist():
            copy.writestr(part, change(source.read(part)) if part == name else source.read(part))
    return target.getvalue()


FILES = {"jpg": photograph, "png": drawing, "pdf": document, "docx": text_document, "xlsx": workbook}


def bytes_of(data, extension):
    """Return the content of the file with packages and streams unpacked."""
    if extension in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"\n".join(package.read(name) for name in package.namelist())
    return data + b"".join(
        zlib.decompress(data) for data in re.findall(rb"\x78\x9c.{8,}?(?=endstream)", data, re.DOTALL)
    )


@pytest.mark.parametrize("extension", FILES)
def test_copy_holds_no_personal_data_and_passes_validation(tmp_path, extension):
    original = FILES[extension]()
    copy = without_metadata(original, extension, TITLE)
    assert SECRET.encode() in bytes_of(original, extension)
    assert SECRET.encode() not in bytes_of(copy, extension)
    assert b"GPS" not in copy
    path = tmp_path / "copy"
    path.write_bytes(copy)
    check_content(path, extension)


@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_copy_of_image_has_same_pixels(extension):
    original = Image.open(io.BytesIO(FILES[extension]()))
    copy = Image.open(io.BytesIO(without_metadata(FILES[extension](), extension, TITLE)))
    assert original.tobytes() == copy.tobytes()
    assert original.getexif().get_ifd(GPS)
    assert not copy.getexif().get_ifd(GPS)
    assert copy.info["dpi"] == original.info["dpi"]


def test_copy_of_photograph_keeps_orientation_and_colour_profile():
    copy = Image.open(io.BytesIO(without_metadata(photograph(), "jpg", TITLE)))
    assert dict(copy.getexif()) == {ORIENTATION: ROTATED}
    assert copy.info["icc_profile"] == b"profile of colours"


def test_copy_of_pdf_keeps_annotations_and_gets_evidence_title():
    copy = PdfReader(io.BytesIO(without_metadata(document(), "pdf", TITLE)))
    assert copy.metadata is not None
    assert (copy.metadata.title, copy.metadata.author) == (TITLE, None)
    notes = [note.get_object() for note in copy.pages[0].annotations or ()]
    assert [(note.get("/Contents"), note.get("/T")) for note in notes] == [("uwaga", None), (None, "pole")]


def test_copy_of_office_document_keeps_content():
    text = Document(io.BytesIO(without_metadata(text_document(), "docx", TITLE)))
    assert "Treść z komentarzem" in [paragraph.text for paragraph in text.paragraphs]
    assert [(comment.text, comment.author) for comment in text.comments] == [("uwaga", "–")]
    assert text.core_properties.author == ""
    book = openpyxl.load_workbook(io.BytesIO(without_metadata(workbook(), "xlsx", TITLE)))
    assert (book.active["A1"].value, book.active["A1"].comment.author) == ("Treść", "–")


def test_copy_of_workbook_keeps_table_names(tmp_path):
    table = b'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" displayName="Tabela1"/>'
    package = changed(workbook(), "docProps/app.xml", lambda _part: table)
    assert b'displayName="Tabela1"' in bytes_of(without_metadata(package, "xlsx", TITLE), "xlsx")


# --- from the upload to the reader -------------------------------------------------------------------------------


@pytest.fixture
def photo(office, settings, tmp_path):
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")
    upload = SimpleUploadedFile("zdjecie.jpg", photograph())
    return evidence.add_file(approve(office).measurement, TITLE, upload, office.officer, on=ON)


def test_readers_get_copy_and_staff_the_original(office, photo, client):
    evidence.set_public(photo, True, office.coordinator)
    public = b"".join(client.get(f"/dowody/{photo.pk}/").streaming_content)
    client.force_login(office.officer)
    original = b"".join(client.get(f"/panel/dowody/{photo.pk}/").streaming_content)
    assert original == photograph()
    assert public == without_metadata(photograph(), "jpg", TITLE)
    assert store.digest_of(photo.stored_name) == photo.sha256


def test_missing_copy_is_created_on_first_request(office, photo, client):
    Evidence.objects.filter(pk=photo.pk).update(is_public=True)
    for _ in range(2):
        assert SECRET.encode() not in b"".join(client.get(f"/dowody/{photo.pk}/").streaming_content)
    row = Evidence.objects.get()
    assert store.digest_of(row.public_name) == row.public_sha256
    assert len(list(store.directory().iterdir())) == 2


def test_concurrent_requests_store_one_copy(office, photo, monkeypatch):
    other = Evidence.objects.get()
    make = evidence.make_public_copy

    def overtaken_by_another_request(row):
        fields = make(row)
        if row is other:
            evidence.ensure_public_copy(photo)
        return fields

    monkeypatch.setattr(evidence, "make_public_copy", overtaken_by_another_request)
    assert evidence.ensure_public_copy(other).public_name == photo.public_name
    assert sorted(path.name for path in store.directory().iterdir()) == sorted([photo.stored_name, photo.public_name])


def test_file_that_cannot_be_copied_is_not_published(office, photo, client):
    store.path_of(photo.stored_name).write_bytes(b"\xff\xd8\xff nothing that opens")
    with pytest.raises(UploadRefused, match="cannot create a copy of this file without metadata"):
        evidence.set_public(photo, True, office.coordinator)
    assert not Evidence.objects.get().is_public
    client.force_login(office.coordinator)
    page = client.post(f"/panel/dowody/{photo.pk}/zmiana/", {"do": "publish"}, follow=True)
    assert "kopii bez metadanych" in page.content.decode().replace("\u00a0", " ")


def test_copy_in_sandbox_gives_same_copy_or_refuses(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(photograph())
    assert copy_in_sandbox(path, "jpg", TITLE) == without_metadata(photograph(), "jpg", TITLE)
    path.write_bytes(b"nothing")
    with pytest.raises(UploadRefused):
        copy_in_sandbox(path, "pdf", TITLE)


def test_copy_of_png_omits_unknown_chunks():
    with_private = drawing().replace(b"IEND", b"IEND", 1)[:-12] + chunk(b"prVt", SECRET.encode()) + drawing()[-12:]
    assert SECRET.encode() not in without_metadata(with_private, "png", TITLE)
