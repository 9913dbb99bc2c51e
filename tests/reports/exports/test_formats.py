"""Every format contains the snapshot's facts, opens in its reader, and contains nothing executable."""

import io
import json
import shutil
import socket
import subprocess
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from openpyxl.utils import get_column_letter
from pypdf import PdfReader

from cooperation.text import NBSP, typeset
from indicators.queries.results import load_results
from indicators.services import example
from reports.exports import markdown
from reports.exports.content import report_content
from reports.exports.docx import BrokenTemplate, report_docx
from reports.exports.docx_template import built_in_template
from reports.exports.facts import facts_of
from reports.exports.files import TemplateInvalid, export_in_subprocess
from reports.exports.pdf import pdf_of, report_pdf
from reports.exports.report_xlsx import report_xlsx
from reports.queries.report_sources import report_source_of
from reports.rules.snapshot import canonical, read
from reports.rules.span import Span
from reports.services import chapters as chapter_services
from tests.indicators.conftest import ON, approve
from tests.reports.conftest import YEAR, publish, write

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "{=1+1}", " =1+1",
    "\u00a0=1+1", '=HYPERLINK("http://evil.example")', "=cmd|' /C calc'!A0", "=IMPORTXML(1;2)", "=WEBSERVICE(1)",
    "=DDE(1;2;3)",
    "+cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=1+1;", '"=1+1"', "'=1+1", "=A1&B1",
    "=RTD(1;2)",
]  # fmt: skip
STRANGE = [
    "A & B <x>", "😀", "x" * 200, "\u202eodwrócone", "</w:t></w:r>", "{{ 7*7 }}", "{% raw %}", "&amp;", "]]>", "“”—",
    "<script>alert(1)</script>", "&#x0;", "a\u200bb", "\u2066ukryte\u2069",
]  # fmt: skip
PAYLOADS = [*FORMULAS, *STRANGE]
assert len(PAYLOADS) == 40


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


@pytest.fixture
def poisoned(office):
    """Write each payload into each text field of a report."""
    approve(office)
    for place, name in enumerate(("title", "issuer", "source_note")):
        setattr(office.programme, name, " ".join(PAYLOADS[place::2])[:290])
    office.programme.save()
    office.indicator.name = " ".join(FORMULAS)[:290]
    office.indicator.save()
    action = office.indicator.action
    action.name, action.remarks = "\n".join(PAYLOADS), " ".join(STRANGE)
    action.save()
    goal = action.specific_goal
    goal.text = PAYLOADS[0] + " " + " ".join(STRANGE)
    goal.save()
    for key in ("wprowadzenie", "wnioski", "plany", "finanse", f"cel-{goal.pk}"):
        write(office, key, "\n\n".join(PAYLOADS))
    numbers = {"calls": 1, "offers": None, "contracts": 0, "planned": Decimal("1.5"), "spent": None, "beneficiaries": 2}
    rows = [{"name": payload, **numbers} for payload in PAYLOADS]
    chapter_services.save_finance(office.programme, YEAR, rows, office.coordinator, based_on=0)
    return publish(office)


@pytest.fixture
def drawn(poisoned):
    return poisoned.content, facts_of(poisoned.content, poisoned.sha256)


def whole_text(document):
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *(cell.text for cell in cells)])


def test_markup_in_texts_is_shown_literally(drawn):
    document = Document(io.BytesIO(report_docx(*drawn)))
    text = whole_text(document).replace(NBSP, " ")  # typography changes spaces only
    for payload in PAYLOADS:
        assert payload.strip().replace(NBSP, " ") in text, payload
    assert "49" not in text.split("SHA-256")[0].replace("1 234", "")
    assert document.core_properties.language == "pl-PL"


def test_document_has_no_external_references_or_scripts(drawn):
    with zipfile.ZipFile(io.BytesIO(report_docx(*drawn))) as package:
        names = package.namelist()
        outside = [package.read(name).decode() for name in names if name.endswith(".rels")]
        fields = package.read("word/document.xml").decode()
    assert not any("vba" in name.lower() or "embeddings" in name for name in names)
    assert "TargetMode" not in "".join(outside)
    assert "INCLUDE" not in fields


def test_docx_is_accessible(office, published):
    document = Document(io.BytesIO(report_docx(published.content, facts_of(published.content, published.sha256))))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[:3] == ["Wprowadzenie", "Wyniki w\u00a0skrócie", "Realizacja celów"]
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Title"] == [
        typeset(published.content["title"])
    ]
    assert "Załącznik do ………… nr …………" in document.paragraphs[0].text
    tables = document.element.body.findall(qn("w:tbl"))
    assert all(table.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in tables[:-1])
    captions = [
        "".join(node.text for node in paragraph._p.iter(qn("w:t")))
        for paragraph in document.paragraphs
        if paragraph.style.name == "Caption"
    ]
    assert [caption.split(".")[0] for caption in captions][:3] == ["Tabela 1", "Rysunek 1", "Tabela 2"]
    picture = document.element.body.find(f".//{qn('wp:docPr')}")
    assert "w 2024 r. Cel\u00a01: osiągnięty – 1." in picture.get("descr")
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "pl-PL"
    assert "PAGE" in document.sections[0].footer._element.xml


def test_export_of_same_snapshot_is_identical(drawn):
    assert report_docx(*drawn) == report_docx(*drawn)
    assert report_xlsx(*drawn) == report_xlsx(*drawn)


@pytest.mark.pdf
def test_pdf_is_tagged_titled_and_polish(drawn):
    pdf = PdfReader(io.BytesIO(report_pdf(*drawn)))
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "pl"
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert pdf.metadata.title == drawn[0]["title"]
    assert [mark.title for mark in pdf.outline if not isinstance(mark, list)]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    text = "".join(page.extract_text() for page in pdf.pages).replace("\0", "").replace("\u00a0", " ")
    assert "=1+1" in text
    assert "A & B <x>" in text


@pytest.mark.pdf
def test_pdf_export_opens_no_socket_and_no_foreign_file(monkeypatch, drawn):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    report_pdf(*drawn)
    for address in ("file:///etc/passwd", "http://127.0.0.1/x.png", "../../../etc/passwd"):
        pdf = pdf_of(f'<html lang="pl"><title>t</title><body><p>tu</p><img src="{address}" alt="x"></body></html>')
        assert "/Image" not in str(PdfReader(io.BytesIO(pdf)).pages[0].get("/Resources"))


def cells_of(workbook):
    """Return the cells of all sheets of the file."""
    return [
        cell for sheet in openpyxl.load_workbook(io.BytesIO(workbook)) for line in sheet.iter_rows() for cell in line
    ]


def formulas_of(workbook):
    return [cell.value for cell in cells_of(workbook) if cell.data_type not in ("s", "n", "d")]


def test_workbook_contains_no_formula(drawn):
    workbook = report_xlsx(*drawn)
    assert formulas_of(workbook) == []
    text_of_cells = "\n".join(str(cell.value) for cell in cells_of(workbook))
    for payload in PAYLOADS:
        assert payload.strip() in text_of_cells.replace("_x000D_", "\r"), payload


def test_control_formula_of_another_writer_is_detected():
    workbook, file = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["=1+1", "1+1"])
    workbook.save(file)
    assert formulas_of(file.getvalue()) == ["=1+1"]


def test_workbook_equals_year_rows(office):
    approve(office, "3")
    published = publish(office)
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(published.content, {})))["wskaźniki"]
    lines = list(sheet.iter_rows(values_only=True))
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    known = load_results(office.programme, on=ON).year_rows(2024)
    assert [(row["wskaznik_id"], row["rok"], row["wartosc"], row["prog"], row["status"]) for row in rows] == [
        (row.indicator.id, 2024, row.result.actual, row.threshold, str(row.result.status)) for row in known
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(len(lines[0]))}2"


def test_workbook_of_report_published_without_column_has_empty_cells(office):
    content = publish(office).content
    for goal in content["goals"]:
        for action in goal["actions"]:
            for indicator in action["indicators"]:
                del indicator["unit"]
    sheet = openpyxl.load_workbook(io.BytesIO(report_xlsx(content, {})))["wskaźniki"]
    head, first, *_rest = sheet.iter_rows(values_only=True)
    cells = dict(zip(head, first, strict=True))
    assert (cells["jednostka"], cells["wskaznik"]) == (None, "Liczba warsztatów")


def test_json_file_is_snapshot(drawn, poisoned):
    assert canonical(read(poisoned.snapshot)) == poisoned.snapshot


# --- chapter texts ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# duży", "<h4>duży</h4>\n"),
        (
            "[x](https://bip.example.org/a)",
            '<p><a href="https://bip.example.org/a" rel="noopener noreferrer">x</a></p>\n',
        ),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("[x](/konto/)", '<p><a rel="noopener noreferrer">x</a></p>\n'),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("![x](https://evil.example/x.png)", None),
        ("a\0b", "<p>ab</p>\n"),
        ("`kod`", "<p>`kod`</p>\n"),
    ],
)
def test_markdown_subset_is_rendered(text, expected):
    html = str(markdown.html(text))
    assert html == expected if expected is not None else "<img" not in html


def test_paragraphs_equal_html():
    text = "Raz **dwa**\n\n1. jeden\n2. dwa\n\n- kropka\n\n### Śródtytuł"
    paragraphs = [
        (item.kind, "".join(run.text for run in item.runs), item.starts) for item in markdown.paragraphs(text)
    ]
    assert paragraphs == [
        ("p", "Raz dwa", False),
        ("number", "jeden", True),
        ("number", "dwa", False),
        ("bullet", "kropka", False),
        ("heading", "Śródtytuł", False),
    ]


# --- the office's own template ---


def changed_template(change):
    document = Document(io.BytesIO(built_in_template()))
    change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_own_template_keeps_its_header_and_fills_its_marks(published):
    own = changed_template(lambda document: document.sections[0].header.paragraphs[0].add_run("Herb {{ urzad }}"))
    document = Document(io.BytesIO(report_docx(published.content, {}, own)))
    assert document.sections[0].header.paragraphs[0].text.startswith("Herb")
    assert "{{" not in document.sections[0].header.paragraphs[0].text


def without_place(document):
    next(paragraph for paragraph in document.paragraphs if "tresc" in paragraph.text).text = "nic"


@pytest.mark.parametrize(
    "change",
    [
        without_place,
        lambda document: document.add_paragraph("{{ urzad"),
        lambda document: document.add_paragraph("{% for x in %}"),
        lambda document: document.add_paragraph("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    ],
)
def test_broken_template_is_reported(published, change):
    with pytest.raises(BrokenTemplate):
        report_docx(published.content, {}, changed_template(change))


def test_export_in_subprocess_equals_direct_export(published):
    facts = facts_of(published.content, published.sha256)
    assert export_in_subprocess("docx", published.snapshot, facts) == report_docx(published.content, facts)
    with pytest.raises(TemplateInvalid, match="tresc"):
        export_in_subprocess("docx", published.snapshot, facts, changed_template(without_place))
    with pytest.raises(TemplateInvalid):
        export_in_subprocess("docx", published.snapshot, facts, b"PK nic")


# --- reading by other programs ---


@pytest.mark.drill
@pytest.mark.pdf
def test_every_report_of_example_is_exported_and_opened(db, tmp_path, time_machine):
    """Convert each document with LibreOffice, where it is installed."""
    time_machine.move_to("2026-11-26T09:00:00Z")
    programme, _is_new = example.load()
    soffice = shutil.which("soffice")
    for span in (Span(2022, 2022), Span(2024, 2025), Span(2022, 2025, is_final=True)):
        content = report_content(report_source_of(programme, span, on=ON.replace(year=2026)))
        edition = {"version": 1, "reason": "", "published_on_shown": "", "person": ""}
        facts = facts_of(content | {"edition": edition}, "0" * 64)
        path = tmp_path / f"{span.code}.docx"
        path.write_bytes(report_docx(content, facts))
        assert "DANE PRZYKŁADOWE" in whole_text(Document(path))
        assert len(PdfReader(io.BytesIO(report_pdf(content, facts))).pages) >= 4
        rows = openpyxl.load_workbook(io.BytesIO(report_xlsx(content, facts)))["wskaźniki"].max_row - 1
        assert rows == sum(len(action["indicators"]) for goal in content["goals"] for action in goal["actions"]) * len(
            span.years
        )
        json.dumps(content)
        if soffice:
            profile = f"-env:UserInstallation=file://{tmp_path}/profile"
            command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            assert len(PdfReader(path.with_suffix(".pdf")).pages) >= 4
