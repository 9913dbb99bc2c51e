"""Sample uploads: good files of every type, and bad ones with the reason for refusing them."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, PdfObject, TextStringObject

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
SCRIPT = "<script>alert(1)</script>"
Parts = dict[str, str | bytes]


def zipped(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def types(main: str, *others: str) -> str:
    overrides = "".join(
        f'<Override PartName="/x{n}" ContentType="{content_type}"/>' for n, content_type in enumerate([main, *others])
    )
    return f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def links(*targets: tuple[str, str, str]) -> str:
    """Return a relationships part; each argument is (kind, target, mode)."""
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for n, (kind, target, mode) in enumerate(targets)
    )
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def docx_file(
    extra: Parts | None = None, *, main: str = DOCUMENT, others: tuple[str, ...] = (), body: str = ""
) -> bytes:
    parts: Parts = {
        "[Content_Types].xml": types(main, *others),
        "_rels/.rels": links(("officeDocument", "word/document.xml", "Internal")),
        "word/document.xml": f"{XML}<w:document {W}><w:body><w:p>{body}</w:p></w:body></w:document>",
        "word/_rels/document.xml.rels": links(("hyperlink", "https://bip.example.org/", "External")),
    }
    return zipped({**parts, **(extra or {})})


def docx_with_link(kind: str, target: str) -> bytes:
    """Return a document with an external relationship of that kind."""
    return docx_file({"word/_rels/a.xml.rels": links((kind, target, "External"))})


def xlsx_file(extra: Parts | None = None, *, main: str = WORKBOOK, others: tuple[str, ...] = ()) -> bytes:
    parts: Parts = {
        "[Content_Types].xml": types(main, *others),
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml", "Internal")),
        "xl/workbook.xml": f"{XML}<workbook/>",
        "xl/printerSettings/printerSettings1.bin": b"\1\2\3",
    }
    return zipped({**parts, **(extra or {})})


def pdf_file(change: Callable[[PdfWriter], object] | None = None) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    if change is not None:
        change(writer)
    writer.write(file)
    return file.getvalue()


def with_action(kind: str) -> bytes:
    """Return a PDF with an action of that kind in its catalogue."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("cmd.exe")})
        writer.root_object[NameObject("/OpenAction")] = action

    return pdf_file(change)


def with_link(address: str | bytes, *, as_object: bool = False) -> bytes:
    """Return a PDF with a link to that address, in hexadecimal digits if it is bytes; with `as_object` a reference."""
    target: PdfObject = TextStringObject(address) if isinstance(address, str) else ByteStringObject(address)

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject("/URI")})
        action[NameObject("/URI")] = writer._add_object(target) if as_object else target
        writer.root_object[NameObject("/OpenAction")] = action

    return pdf_file(change)


def with_action_by_reference(kind: str) -> bytes:
    """Return a PDF with an action whose kind is an object of its own."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): writer._add_object(NameObject(kind))})
        writer.root_object[NameObject("/OpenAction")] = action

    return pdf_file(change)


def with_key(key: str, subtype: str = "/Widget") -> bytes:
    """Return a PDF with an annotation that has that key."""

    def change(writer: PdfWriter) -> None:
        annotation = DictionaryObject(
            {NameObject("/Subtype"): NameObject(subtype), NameObject(key): TextStringObject("x")}
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    return pdf_file(change)


def image_file(image_format: str, size: tuple[int, int] = (8, 8)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, image_format)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast_png() -> bytes:
    """Return a tiny PNG that declares 60,000 by 60,000 pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def claiming(archive: bytes, size: int) -> bytes:
    """Return the archive with that unpacked size declared in both headers of its first part."""
    for head, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = archive.index(head) + place
        archive = archive[:at] + struct.pack("<I", size) + archive[at + 4 :]
    return archive


def flagged(archive: bytes, bits: int) -> bytes:
    """Return the archive with those flag bits (1: encrypted) in the headers of every part."""
    for head, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        archive = re.sub(
            re.escape(head) + b".{" + str(place - 4).encode() + b"}..",
            lambda match: match[0][:-2] + struct.pack("<H", bits),
            archive,
            flags=re.DOTALL,
        )
    return archive


def encrypted_pdf() -> bytes:
    return pdf_file(lambda writer: writer.encrypt("haslo", algorithm="RC4-128"))


def no_pages() -> bytes:
    file = io.BytesIO()
    PdfWriter().write(file)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CSV = b"rok;liczba\n2024;3\n"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
DEEP = f"{XML}{'<a>' * 300}{'</a>' * 300}"
GOOD = {
    "wykaz.pdf": pdf_file(), "wykaz.docx": docx_file(), "wykaz.xlsx": xlsx_file(), "wykaz.csv": CSV,
    "skan.png": image_file("PNG"),
    "skan.jpg": image_file("JPEG"), "skan.JPEG": image_file("JPEG"),
    "windows.csv": "rok;miejscowość\n2024;Łódź\n".encode("cp1250"), "znacznik.csv": b"\xef\xbb\xbf" + CSV,
    "ujemne.csv": b"rok;zmiana\n2024;-3,5\n2025;+4\n",
}  # fmt: skip

# name, content, and a part of the reason for refusing it
BAD: list[tuple[str, bytes, str]] = [
    # types that are not accepted
    ("rysunek.svg", b"<svg onload='alert(1)'/>", "SVG drawings are not accepted"),
    ("strona.html", SCRIPT.encode(), "Web pages and SVG"),
    ("strona.pdf.html", pdf_file(), "Web pages and SVG"),
    ("program.exe", b"MZ" + b"\0" * 100, "Only these types of file"),
    ("wykaz.pdf.exe", pdf_file(), "Only these types of file"),
    ("wykaz", pdf_file(), "Only these types of file"),
    (".pdf", pdf_file(), "Only these types of file"),
    ("faktura\u202efdp.exe", pdf_file(), "Only these types of file"),
    ("../../" + "x" * 300 + ".sh", b"#!/bin/sh", "Only these types of file"),
    ("makra.docm", docx_file(), "Files with macros are not accepted"),
    ("makra.xlsm", xlsx_file(), "Files with macros are not accepted"),
    ("stary.doc", OLE, "extension .doc are not accepted"),
    ("paczka.zip", zipped({"a.txt": "a"}), "Archives are not accepted"),
    # content of another type
    ("pusty.pdf", b"", "The file is empty"),
    ("strona.pdf", b"<html><body>x</body></html>", "does not match the extension .pdf"),
    ("rysunek.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "does not match the extension .png"),
    ("skan.jpg", image_file("PNG"), "does not match the extension .jpg"),
    ("skan.png", b"GIF89a" + b"\0" * 60, "does not match the extension .png"),
    ("program.csv", b"\x7fELF" + b"\1" * 60, "does not match the extension .csv"),
    ("wykaz.csv", pdf_file(), "does not match the extension .csv"),
    ("wykaz.docx", xlsx_file(), "does not match the extension .docx"),
    ("wykaz.xlsx", docx_file(), "does not match the extension .xlsx"),
    ("paczka.docx", zipped({"a.txt": "a"}), "This is a ZIP archive"),
    # hidden second file
    ("skan.png", image_file("PNG") + zipped({"a.txt": "a"}), "another hidden file"),
    ("skan.jpg", image_file("JPEG") + SCRIPT.encode(), "part of a web page"),
    ("skan.png", image_file("PNG") + b"MZ" + b"x" * 50, "extra data after the picture"),
    ("wykaz.pdf", pdf_file() + zipped({"a.txt": "a"}), "another hidden file"),
    ("wykaz.pdf", pdf_file().replace(b"%%EOF", f"%{SCRIPT}\n%%EOF".encode()), "part of a web page"),
    ("wykaz.docx", docx_file() + SCRIPT.encode(), "extra data before or after"),
    # damaged or too large
    ("skan.jpg", image_file("JPEG", (64, 64))[:500], "damaged or incomplete"),
    ("skan.png", image_file("PNG")[:40], "incomplete"),
    ("wykaz.pdf", pdf_file()[:60], "cannot be opened"),
    ("wykaz.pdf", b"%PDF-1.7\nnic\n%%EOF", "cannot be opened"),
    ("wykaz.xlsx", xlsx_file()[:200], "cannot be opened"),
    ("wykaz.pdf", no_pages(), "has no pages"),
    ("skan.png", vast_png(), "million pixels"),
    ("wykaz.docx", docx_file({"word/a.xml": b"0" * (10 * 1024 * 1024)}), "too large when unpacked"),
    ("wykaz.xlsx", claiming(xlsx_file(), 60 * 1024 * 1024), "too large when unpacked"),
    ("wykaz.xlsx", claiming(xlsx_file(), 100), "cannot be opened"),
    ("wykaz.docx", docx_file({f"word/{n}.xml": "<a/>" for n in range(1000)}), "contains more than"),
    ("wykaz.docx", docx_file({"word/a.xml": DEEP}), "nested too deeply"),
    # passwords
    ("wykaz.pdf", encrypted_pdf(), "protected by a password"),
    ("wykaz.docx", OLE, "protected by a password"),
    ("wykaz.xlsx", flagged(xlsx_file(), 1), "protected by a password"),
    # active content
    ("wykaz.pdf", with_action("/JavaScript"), "contains a script"),
    ("wykaz.pdf", with_key("/JS"), "contains a script"),
    ("wykaz.pdf", with_key("/JabZ").replace(b"/JabZ", b"/J#53"), "contains a script"),
    ("wykaz.pdf", with_action("/Launch"), "starts a program"),
    ("wykaz.pdf", with_action("/SubmitForm"), "starts a program"),
    ("wykaz.pdf", with_link("javascript:app.alert(1)"), "contains a script"),
    ("wykaz.pdf", with_link(" Java\tScript:app.alert(1)"), "contains a script"),
    ("wykaz.pdf", with_link(b"javascript:alert(1)//\xad"), "contains a script"),
    ("wykaz.pdf", with_link("javascript:alert(1)//".encode("utf-16")), "contains a script"),
    ("wykaz.pdf", with_link(b"javascript:alert(1)//\xad", as_object=True), "contains a script"),
    ("wykaz.pdf", with_action_by_reference("/Launch"), "starts a program"),
    ("wykaz.pdf", with_action_by_reference("/JavaScript"), "contains a script"),
    ("wykaz.docx", docx_file({"word/vbaProject.bin": b"x"}), "contains macros"),
    ("wykaz.docx", docx_file(main=DOCUMENT.replace("document.main", "document.macroEnabled.main")), "contains macros"),
    ("wykaz.xlsx", xlsx_file({"xl/macrosheets/sheet1.xml": "<a/>"}), "contains macros"),
    ("wykaz.csv", b"=cmd|' /C calc'!A0;1\n", "like a formula"),
    ("wykaz.csv", "nazwa;1\n＝cmd|' /C calc'!A0;1\n".encode(), "like a formula"),
    ("wykaz.csv", b"nazwa;-2+3+cmd|' /C calc'!A0\n", "like a formula"),
    # embedded files
    ("wykaz.pdf", pdf_file(lambda writer: writer.add_attachment("a.exe", b"MZ")), "The PDF has files attached"),
    ("wykaz.docx", docx_file({"word/embeddings/oleObject1.bin": OLE}), "is embedded"),
    ("wykaz.docx", docx_file({"word/media/image1.png": OLE}), "is embedded"),
    ("wykaz.xlsx", xlsx_file({"xl/activeX/activeX1.xml": "<a/>"}), "is embedded"),
    ("wykaz.docx", docx_file({"word/afchunk.htm": "<p/>"}), "is embedded"),
    # external content
    ("wykaz.docx", docx_with_link("attachedTemplate", "http://x.pl"), "loads external"),
    ("wykaz.docx", docx_with_link("oleObject", "http://x.example/a"), "loads external"),
    ("wykaz.docx", docx_with_link("image", "file://x.example/a.png"), "loads external"),
    ("wykaz.docx", docx_file(body="<w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r>"), "loads external"),
    ("wykaz.docx", docx_file(body='<w:fldSimple w:instr="INCLUDEPICTURE http://x.example/a.png"/>'), "loads external"),
    ("wykaz.xlsx", xlsx_file({"xl/externalLinks/externalLink1.xml": "<a/>"}), "loads external"),
    ("wykaz.xlsx", xlsx_file({"xl/connections.xml": "<a/>"}), "loads external"),
    # crafted files
    ("wykaz.docx", docx_file({"word/a.xml": f"{LAUGHS}<x>&b;</x>"}), "XML declarations"),
    ("wykaz.docx", docx_file({"../../etc/passwd": "x"}), "refers to a place outside"),
    ("wykaz.docx", docx_file({"/etc/passwd": "x"}), "refers to a place outside"),
    ("wykaz.docx", docx_file({"word/DOCUMENT.xml": "<a/>"}), "two parts with the same name"),
    ("wykaz.csv", "a;b\n".encode("utf-16"), "not plain text"),
    ("wykaz.csv", b"a;b\0\n", "not plain text"),
    ("wykaz.csv", b"a;\x07b\n", "control characters"),
    ("wykaz.csv", b"  <?xml version='1.0'?><a/>", "not a CSV table"),
    ("wykaz.csv", f"a;{SCRIPT}\n".encode(), "part of a web page"),
    ("wykaz.csv", b"a;" + b"x" * 200_000 + b"\n", "cannot be read as a table"),
]  # fmt: skip
