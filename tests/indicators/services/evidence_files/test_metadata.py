"""What becomes public holds no metadata, and is otherwise the same; the original stays as it was sent."""

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
from indicators.services.evidence_files import copies, store
from indicators.services.evidence_files.file_types import Refused
from indicators.services.evidence_files.metadata import without_metadata
from indicators.services.evidence_files.validation import check_content
from indicators.services.evidence_files.worker import copy_apart
from tests.indicators.conftest import ON, approve
from tests.indicators.services.evidence_files.sample_files import chunk

SECRET = "Jan Tajny"
GPS, ORIENTATION, ARTIST, TURNED = 0x8825, 0x0112, 0x013B, 6
TITLE = "Wykaz warsztatów"


def exif() -> bytes:
    made = Image.Exif()
    made[ARTIST], made[ORIENTATION] = SECRET, TURNED
    made.get_ifd(GPS).update({1: "N", 2: (53.0, 1.0, 2.0), 3: "E", 4: (18.0, 36.0, 4.0)})
    return made.tobytes()


def photograph() -> bytes:
    """As a telephone makes it: turned by Exif, with its place, a comment, XMP, a second picture behind the first."""
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
    """A PDF with properties, XMP, a signature, a note, and a photograph on its page."""
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
        [writer._add_object(dictionary({**one, "/Rect": rectangle})) for one in (note, widget)]
    )
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def dictionary(pairs: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in pairs.items()})


def stream(data: bytes, names: dict[str, str]) -> StreamObject:
    made = StreamObject()
    made._data = data
    made.update({NameObject(key): NameObject(value) for key, value in names.items()})
    return made


def text_document() -> bytes:
    made, file = Document(), io.BytesIO()
    made.core_properties.author = made.core_properties.last_modified_by = SECRET
    made.add_picture(io.BytesIO(photograph()))
    run = made.add_paragraph("Treść").add_run(" z komentarzem")
    made.add_comment(run, text="uwaga", author=SECRET, initials="JT")
    made.save(file)
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
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(target, "w") as made:
        for one in given.namelist():
            made.writestr(one, change(given.read(one)) if one == name else given.read(one))
    return target.getvalue()


FILES = {"jpg": photograph, "png": drawing, "pdf": document, "docx": text_document, "xlsx": workbook}


def bytes_of(data, extension):
    """Everything that somebody finds in the file: packages and streams unpacked."""
    if extension in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"\n".join(package.read(name) for name in package.namelist())
    return data + b"".join(zlib.decompress(one) for one in re.findall(rb"\x78\x9c.{8,}?(?=endstream)", data, re.DOTALL))


@pytest.mark.parametrize("extension", FILES)
def test_public_copy_names_nobody_and_opens(tmp_path, extension):
    original = FILES[extension]()
    copy = without_metadata(original, extension, TITLE)
    assert SECRET.encode() in bytes_of(original, extension)
    assert SECRET.encode() not in bytes_of(copy, extension)
    assert b"GPS" not in copy
    path = tmp_path / "copy"
    path.write_bytes(copy)
    check_content(path, extension)


@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_public_copy_of_a_picture_has_the_same_pixels(extension):
    original = Image.open(io.BytesIO(FILES[extension]()))
    copy = Image.open(io.BytesIO(without_metadata(FILES[extension](), extension, TITLE)))
    assert original.tobytes() == copy.tobytes()
    assert original.getexif().get_ifd(GPS)
    assert not copy.getexif().get_ifd(GPS)
    assert copy.info["dpi"] == original.info["dpi"]


def test_public_copy_of_a_photograph_is_turned_as_the_original():
    copy = Image.open(io.BytesIO(without_metadata(photograph(), "jpg", TITLE)))
    assert dict(copy.getexif()) == {ORIENTATION: TURNED}
    assert copy.info["icc_profile"] == b"profile of colours"


def test_public_copy_of_a_pdf_has_its_pages_and_the_title_of_the_evidence():
    copy = PdfReader(io.BytesIO(without_metadata(document(), "pdf", TITLE)))
    assert copy.metadata is not None
    assert (copy.metadata.title, copy.metadata.author) == (TITLE, None)
    notes = [note.get_object() for note in copy.pages[0].annotations or ()]
    assert [(note.get("/Contents"), note.get("/T")) for note in notes] == [("uwaga", None), (None, "pole")]


def test_public_copies_of_office_documents_keep_their_content():
    text = Document(io.BytesIO(without_metadata(text_document(), "docx", TITLE)))
    assert "Treść z komentarzem" in [one.text for one in text.paragraphs]
    assert [(one.text, one.author) for one in text.comments] == [("uwaga", "–")]
    assert text.core_properties.author == ""
    book = openpyxl.load_workbook(io.BytesIO(without_metadata(workbook(), "xlsx", TITLE)))
    assert (book.active["A1"].value, book.active["A1"].comment.author) == ("Treść", "–")


def test_table_names_of_a_workbook_stay(tmp_path):
    table = b'<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" displayName="Tabela1"/>'
    package = changed(workbook(), "docProps/app.xml", lambda _part: table)
    assert b'displayName="Tabela1"' in bytes_of(without_metadata(package, "xlsx", TITLE), "xlsx")


# --- from the upload to the reader -------------------------------------------------------------------------------


@pytest.fixture
def photo(office, settings, tmp_path):
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")
    upload = SimpleUploadedFile("zdjecie.jpg", photograph())
    return evidence.add_file(approve(office).measurement, TITLE, upload, office.officer, on=ON)


def test_readers_get_the_copy_and_the_office_the_original(office, photo, client):
    evidence.set_public(photo, True, office.coordinator)
    public = b"".join(client.get(f"/dowody/{photo.pk}/").streaming_content)
    client.force_login(office.officer)
    original = b"".join(client.get(f"/panel/dowody/{photo.pk}/").streaming_content)
    assert original == photograph()
    assert public == without_metadata(photograph(), "jpg", TITLE)
    assert store.digest_of(photo.stored_name) == photo.sha256


def test_file_public_before_copies_existed_gets_one_when_it_is_asked_for(office, photo, client):
    Evidence.objects.filter(pk=photo.pk).update(is_public=True)
    for _ in range(2):
        assert SECRET.encode() not in b"".join(client.get(f"/dowody/{photo.pk}/").streaming_content)
    row = Evidence.objects.get()
    assert store.digest_of(row.public_name) == row.public_sha256
    assert len(list(store.directory().iterdir())) == 2


def test_copy_made_by_two_requests_at_once_is_stored_once(office, photo, monkeypatch):
    other = Evidence.objects.get()
    make = copies.make_copy

    def slow(evidence):
        fields = make(evidence)
        if evidence is other:
            copies.ensure_copy(photo)
        return fields

    monkeypatch.setattr(copies, "make_copy", slow)
    assert copies.ensure_copy(other).public_name == photo.public_name
    assert sorted(one.name for one in store.directory().iterdir()) == sorted([photo.stored_name, photo.public_name])


def test_file_without_a_possible_copy_does_not_become_public(office, photo, client):
    store.path_of(photo.stored_name).write_bytes(b"\xff\xd8\xff nothing that opens")
    with pytest.raises(Refused, match="No copy without metadata"):
        evidence.set_public(photo, True, office.coordinator)
    assert not Evidence.objects.get().is_public
    client.force_login(office.coordinator)
    page = client.post(f"/panel/dowody/{photo.pk}/zmiana/", {"do": "publish"}, follow=True)
    assert "kopii bez metadanych" in page.content.decode().replace("\u00a0", " ")


def test_copy_apart_keeps_to_limits(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(photograph())
    assert copy_apart(path, "jpg", TITLE) == without_metadata(photograph(), "jpg", TITLE)
    path.write_bytes(b"nothing")
    with pytest.raises(Refused):
        copy_apart(path, "pdf", TITLE)


def test_png_chunk_of_an_unknown_kind_is_left_out():
    with_private = drawing().replace(b"IEND", b"IEND", 1)[:-12] + chunk(b"prVt", SECRET.encode()) + drawing()[-12:]
    assert SECRET.encode() not in without_metadata(with_private, "png", TITLE)
