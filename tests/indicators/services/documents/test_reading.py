"""Files of every kind: what is refused and why, encodings, and values as the office program shows them."""

import datetime
import io
import zipfile
from types import SimpleNamespace

import openpyxl
import pytest

from indicators.rules.documents.blocks import BlockKind
from indicators.services.documents import encodings, formats, sheets, texts, xlsx
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.formats import MAX_BYTES, OLE, Format, format_of
from indicators.services.documents.pandoc import with_unicode
from indicators.services.documents.reading import read_document
from tests.indicators.rules.documents.sample_files import merged_headers, monitoring_workbook

POLISH = "Działanie;Wskaźnik\nŻółw i gęś;Ścieżka\n"


def package(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return output.getvalue()


def with_part(raw, name, content):
    source, output = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            if entry.filename != name:
                archive.writestr(entry, source.read(entry))
        archive.writestr(name, content)
    return output.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (b"", "a.docx", "empty"),
        (b"\xef\xbb\xbf \n\x00", "a.txt", "empty"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "larger than 10 MB"),
        (b"MZ\x90", "a.exe", "“.exe” are not read"),
        (b"tekst", "a.docx", "extension .txt"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.docx", "is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.txt", "is a picture"),
        (b"\x7fELF\x02\x01", "a.xlsx", "another type, or it is damaged"),
        (b"%PDF-1.7", "a.docx", "extension .pdf"),
        (b"{\\rtf1 a}", "a.txt", "extension .rtf"),
        (b"<html><body>x</body></html>", "a.xls", "extension .html"),
        (b"<?xml version='1.0'?><a/>", "a.txt", "XML, not a document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "protected by a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "“.doc” are not read"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.docx", "old version of Word"),
        (b"PK\x03\x04", "a.docm", "contains macros"),
        (package(**{"word__document_xml": "x", "word/vbaProject.bin": "x"}), "a.docx", "contains macros"),
        (
            package(**{"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Makro.xml": "x"}),
            "a.odt",
            "contains macros",
        ),
        (OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls", "contains macros"),
        (b"PK\x03\x04 damaged", "a.docx", "damaged"),
        (package(a="x"), "a.docx", "archive or another kind"),
        (package(word__document_xml="x", a="0" * 2_000_000), "a.docx", "too large when unpacked"),
        (package(word__document_xml="<!DOCTYPE a><a/>"), "a.docx", "declarations that office programs do not write"),
        (package(**{"META-INF__manifest_xml": "<encryption-data/>"}, mimetype="a"), "a.odt", "protected by a password"),
    ],
)
def test_file_is_refused_with_the_reason_before_it_is_read(raw, name, reason):
    with pytest.raises(DocumentRefused, match=reason):
        format_of(raw, name)


CONTROLS = {
    "_check_sizes": (lambda _entries: None, package(word__document_xml="x", a="0" * 2_000_000)),
    "_check_declarations": (lambda _package, _entries: None, package(word__document_xml="<!DOCTYPE a><a/>")),
    "MACRO_PARTS": (
        SimpleNamespace(search=lambda _name: None),
        package(**{"word__document_xml": "x", "word/vbaProject.bin": "x"}),
    ),
}


@pytest.mark.parametrize("rule", CONTROLS)
def test_control_hostile_file_is_accepted_without_the_rule(monkeypatch, rule):
    without, raw = CONTROLS[rule]
    with pytest.raises(DocumentRefused):
        format_of(raw, "a.docx")
    monkeypatch.setattr(formats, rule, without)
    assert format_of(raw, "a.docx") is Format.DOCX


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "iso-8859-2", "cp852"]
)
def test_encoding_of_a_text_is_recognised(encoding):
    assert encodings.decoded(POLISH.encode(encoding)) == POLISH


@pytest.mark.parametrize("raw", [b"a\x00b\x01c", bytes(range(1, 256)), b"\xff\xfe\x00"])
def test_binary_file_is_no_text(raw):
    with pytest.raises(DocumentRefused, match="encoding UTF-8"):
        encodings.decoded(raw)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separator_of_a_table_is_recognised(separator):
    text = f'sep={separator}\na{separator}"b;,\nc"\nd{separator}e\n'
    (block,) = texts.document_of_csv(text.encode()).blocks
    assert [[cell.text for cell in row.cells] for row in block.rows] == [["a", "b;,\nc"], ["d", "e"]]
    assert [row.number for row in block.rows] == [1, 3]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (0.4, "0%", "40%"),
        (0.555, "0.0%", "55,5%"),
        (1234.5, "#,##0.00", "1 234,50"),
        (1234567, "General", "1234567"),
        (0.1 + 0.2, "General", "0,3"),
        (1200, '#,##0 "zł"', "1 200 zł"),
        (2.5, "0.0#", "2,5"),
        (-3, "0", "-3"),
        (True, "General", "tak"),
        (None, "General", ""),
        (datetime.datetime(2026, 6, 30, tzinfo=datetime.UTC), "dd.mm.yyyy", "30.06.2026"),
        (datetime.date(2026, 6, 30), "yyyy-mm-dd", "2026-06-30"),
        (datetime.datetime(2026, 6, 30, 8, 30, tzinfo=datetime.UTC), "General", "30.06.2026 08:30"),
        (datetime.time(8, 30), "General", "08:30"),
        ("0,5 etatu", "General", "0,5 etatu"),
    ],
)
def test_values_are_those_that_the_office_program_shows(value, number_format, expected):
    assert sheets.shown(value, number_format) == expected


def test_hidden_sheets_and_formulas_without_result_are_named():
    document = xlsx.document_of_xlsx(monitoring_workbook())
    assert [(str(place.sentence()), str(why).split(":")[0]) for place, _text, why in document.remarks] == [
        ("sheet “Monitoring”, row 8, column F", "a formula without a stored result"),
        ("sheet “Kopia”", "a hidden sheet is not read"),
    ]


def test_row_far_below_the_table_is_named():
    workbook = openpyxl.Workbook()
    workbook.active.title = "Dane"
    workbook.active["A1048576"] = "x"
    output = io.BytesIO()
    workbook.save(output)
    with pytest.raises(DocumentRefused, match="The sheet “Dane” has content in row 1048576"):
        xlsx.document_of_xlsx(output.getvalue())


def test_letters_of_rtf_are_those_of_its_code_page():
    raw = b"{\\rtf1\\ansicpg1250 \\'bf\\'f3\\'b3w \\u8211\\'96 {\\listtext 1.\\tab}a}"
    assert with_unicode(raw) == b"{\\rtf1\\ansicpg1250 \\u380\\'3f\\u243\\'3f\\u322\\'3fw \\u8211\\'96 { 1.\\tab}a}"
    assert b"\\u322\\'3f" in with_unicode(b"{\\rtf1{\\fonttbl\\fcharset238}\\'b3}")
    assert with_unicode(b"{\\rtf1 2026\\u8211-2028 \\u322 ?a}") == b"{\\rtf1 2026\\u8211\\'3f2028 \\u322\\'3fa}"
    assert with_unicode(b"{\\rtf1\\uc0 2026\\u8211 -2028}") == b"{\\rtf1\\uc0 2026\\u8211 -2028}"
    assert with_unicode(b"{\\rtf1\\ansicpg99999\\'b3}") == b"{\\rtf1\\ansicpg99999\\'b3}"


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (with_part(merged_headers(), "word/document.xml", "<w:document"), "a.docx", "damaged"),
        (merged_headers()[:3000], "a.docx", "damaged"),
        (b"%PDF-1.7\nnothing", "a.pdf", "damaged"),
        (b"{\\rtf1}", "a.rtf", "contains no text"),
        (b"a;b\n", "a.ods", "extension"),
    ],
)
def test_damaged_file_is_refused(raw, name, reason):
    with pytest.raises(DocumentRefused, match=reason):
        read_document(raw, name)


def test_page_without_closing_tags_keeps_its_table():
    raw = b"<html><body><table><tr><th>a<th>b<tr><td>c<td>d</table></body></html>"
    (block,) = read_document(raw, "a.htm").blocks
    assert block.kind is BlockKind.TABLE
    assert [[cell.text for cell in row.cells] for row in block.rows] == [["a", "b"], ["c", "d"]]
