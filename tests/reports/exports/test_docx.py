"""The DOCX document: lists, tables with sources, contents with page numbers, office templates."""

import io
import re
import zipfile
from itertools import pairwise

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from cooperation.text import typeset
from reports.exports import markdown
from reports.exports.docx import BrokenTemplate, report_docx
from reports.exports.docx_template import built_in_template
from reports.exports.files import TemplateInvalid, export_in_subprocess
from tests.indicators.conftest import approve
from tests.reports.conftest import YEAR, publish, write

LISTS = "- raz\n- dwa\n  - dwa jeden\n    - głęboko\n- trzy\n\n1. pierwszy\n2. drugi\n   1. drugi jeden\n\n   akapit\n3. trzeci\n\nSłowa\n\n1. od nowa"  # noqa: E501  # one string, as a person types it
KNOWN_MARKS = "{{ zalacznik }}, {{ przyklad }}, {{ urzad }}, {{ tytul }}, {{ program }}, {{ stan_na }}, {{ tresc }}"
ENGLISH = re.compile(r"[A-Za-z]*Error|jinja|expected|unexpected|undefined|KeyError|not a zip")
# Style names of LibreOffice, and of Polish Word and LibreOffice: id, name.
NAMES = {
    "as LibreOffice saves": {"heading 1": ("Heading1", "Heading 1"), "toc 1": ("Contents1", "Contents 1")},
    "in Polish": {
        "heading 1": ("Nagwek1", "Nagłówek 1"), "heading 2": ("Nagwek2", "Nagłówek 2"),
        "caption": ("Legenda", "Legenda"),
        "toc 1": ("Spistreci1", "Spis treści 1"),
    },
    "with ids of their own": {
        "heading 1": ("P1", "heading 1"), "caption": ("P2", "Legenda"), "heading 2": ("P3", "Nagłówek 2"),
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


@pytest.fixture
def content(office):
    approve(office)
    goal = office.indicator.action.specific_goal
    for key in ("wprowadzenie", f"cel-{goal.pk}"):
        write(office, key, f"### Śródtytuł\n\n{LISTS}")
    return publish(office).content


def docx_of(content, template=None, facts=None):
    return Document(io.BytesIO(report_docx(content, facts or {}, template)))


def text_of(paragraph):
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def part_of(package, name):
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name).decode()


def changed_template(change):
    """Return the built-in template with its document's XML replaced by `change(xml)`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(built_in_template())) as original, zipfile.ZipFile(target, "w") as changed:
        for name in original.namelist():
            part = (
                original.read(name).decode()
                if name in ("word/document.xml", "word/styles.xml")
                else original.read(name)
            )
            changed.writestr(name, change(part) if isinstance(part, str) else part)
    return target.getvalue()


# --- lists and headings ------------------------------------------------------------------------------------------


def test_nested_lists_are_nested_in_docx(content):
    document = docx_of(content)
    items = []
    for paragraph in document.element.body.iter(qn("w:p")):
        numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is not None:
            items.append((text_of(paragraph), numbering.ilvl.val, numbering.numId.val))
        elif text_of(paragraph) == "akapit":
            assert paragraph.pPr.ind.left is not None  # belongs to the item above, without a number of its own
    first = items[: len(items) // 2]
    assert [(text, level) for text, level, _number in first] == [
        ("raz", 0), ("dwa", 0), ("dwa jeden", 1), ("głęboko", 2), ("trzy", 0),
        ("pierwszy", 0), ("drugi", 0), ("drugi jeden", 1), ("trzeci", 0), ("od nowa", 0),
    ]  # fmt: skip
    numbers = {text: number for text, _level, number in first}
    assert numbers["pierwszy"] == numbers["drugi"] == numbers["trzeci"] != numbers["od nowa"]  # which begins with 1
    root = document.part.numbering_part.element
    assert {number for _t, _l, number in items} <= {int(number.get(qn("w:numId"))) for number in root.iter(qn("w:num"))}


def test_second_paragraph_of_list_item_has_no_number():
    pieces = [
        ("".join(run.text for run in paragraph.runs), paragraph.kind, paragraph.depth)
        for paragraph in markdown.paragraphs("1. a\n\n   b\n2. c")
    ]
    assert pieces == [("a", "number", 1), ("b", "p", 1), ("c", "number", 1)]


def test_headings_in_chapter_are_one_level_below_its_heading(content):
    levels = []
    for paragraph in docx_of(content).element.body.iter(qn("w:p")):
        if (paragraph.style or "").startswith("Heading"):
            own = paragraph.pPr.find(qn("w:outlineLvl"))
            levels.append(int(own.get(qn("w:val"))) + 1 if own is not None else int(paragraph.style[-1]))
    assert levels[:2] == [1, 2]
    assert 3 in levels
    assert all(following <= level + 1 for level, following in pairwise(levels))


# --- page breaks, page numbers, settings ----------------------------------------------------------------------------


def test_last_table_row_stays_with_source(content):
    document = docx_of(content, facts={"Wersja": "1"})
    tables = document.element.body.findall(qn("w:tbl"))
    for table in tables[:-1]:  # the last one is the bulletin sheet
        rows = table.findall(qn("w:tr"))
        for row in (rows[0], rows[-1]):
            assert all(
                paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for paragraph in row.iter(qn("w:p"))
            )
        assert text_of(table.getnext()).startswith("Źródło")


def test_page_numbers_in_contents_are_fields(content):
    package = report_docx(content, {})
    settings, document = part_of(package, "word/settings.xml"), part_of(package, "word/document.xml")
    assert '<w:updateFields w:val="true"/>' in settings
    headings = set(re.findall(r'<w:bookmarkStart [^>]*w:name="(_Toc_[^"]*)"', document))
    assert headings
    assert set(re.findall(r"PAGEREF (\S+)", document)) == headings


def test_long_words_are_hyphenated_but_hashes_are_not(content):
    package = report_docx(content, {"SHA-256": "0" * 64})
    settings = part_of(package, "word/settings.xml")
    assert '<w:autoHyphenation w:val="true"/>' in settings
    assert re.search(r'<w:zoom [^>]*w:percent="\d+"', settings)
    document = Document(io.BytesIO(package))
    cell = document.tables[-1].cell(0, 1).paragraphs[0]._p
    assert cell.find(f"{qn('w:pPr')}/{qn('w:suppressAutoHyphens')}") is not None


def test_thousands_are_separated(content):
    numbers = {"calls": 1234, "offers": 25000, "contracts": 0, "planned": "1.5", "spent": None, "beneficiaries": 1}
    shown = {"planned_shown": "1,50 zł", "spent_shown": ""}
    content["finance"] = {"rows": [{"name": "Konkurs", **numbers, **shown}], "totals": {**numbers, **shown}}
    cells = [cell.text for table in docx_of(content).tables for row in table.rows for cell in row.cells]
    assert {"1\u00a0234", "25\u00a0000", "0", "–"} <= set(cells)


# --- templates -------------------------------------------------------------------------------------------------------


def renamed(names):
    def change(xml):
        for english, (style_id, name) in names.items():
            old = {"heading 1": "Heading1", "heading 2": "Heading2", "caption": "Caption", "toc 1": "toc1"}[english]
            xml = re.sub(rf'w:styleId="{old}"', f'w:styleId="{style_id}"', xml, flags=re.IGNORECASE)
            xml = re.sub(rf'<w:name w:val="{english}"/>', f'<w:name w:val="{name}"/>', xml, flags=re.IGNORECASE)
        return xml

    return changed_template(change)


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_styles_are_recognized_by_polish_and_english_names(content, names):
    document = docx_of(content, renamed(names))
    used = {paragraph.style for paragraph in document.element.body.iter(qn("w:p"))}
    assert {style_id for style_id, _name in names.values()} <= used
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    assert used - {None} <= known


def test_style_missing_in_template_is_copied_from_built_in_template(content):
    def without(xml):
        return re.sub(r'<w:style [^>]*w:styleId="(Heading2|Caption)".*?</w:style>', "", xml, flags=re.DOTALL)

    document = docx_of(content, changed_template(without))
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    assert {"Heading2", "Caption"} <= known
    assert any(paragraph.style == "Heading2" for paragraph in document.element.body.iter(qn("w:p")))


def test_numbering_is_added_to_document_without_lists(content):
    package = changed_template(lambda xml: xml)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as original, zipfile.ZipFile(target, "w") as changed:
        for name in original.namelist():
            part = original.read(name)
            if name == "word/_rels/document.xml.rels":
                part = re.sub(rb"<Relationship [^>]*numbering[^>]*/>", b"", part)
            if name == "word/styles.xml":
                part = re.sub(rb"<w:numPr>.*?</w:numPr>", b"", part, flags=re.DOTALL)
            if name != "word/numbering.xml":
                changed.writestr(
                    name, part.replace(b'<Override PartName="/word/numbering.xml"', b'<Override PartName="/x.xml"')
                )
    document = docx_of(content, target.getvalue())
    assert document.part.numbering_part.element.findall(qn("w:num"))
    assert (
        next(paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1")
        == "1. Wprowadzenie"
    )


WRONG = {
    "misspelt": (lambda xml: xml.replace("{{ tytul }}", "{{ tytuł }}"), "Znacznik {{ tytuł }} nie jest znany"),
    "missing": (lambda xml: xml.replace("{{ tytul }}", "nic"), "Brakuje znacznika {{ tytul }}"),
    "no place": (lambda xml: xml.replace("{{ tresc }}", "nic"), "Brakuje znacznika {{ tresc }}"),
    "doubled": (
        lambda xml: xml.replace("{{ stan_na }}", "{{ tresc }}"),
        "Znacznik {{ tresc }} występuje więcej niż raz",
    ),
    "not alone": (lambda xml: xml.replace("{{ tresc }}", "tu {{ tresc }}"), "Znacznik {{ tresc }} musi stać sam"),
    "not closed": (lambda xml: xml.replace("{{ urzad }}", "{{ urzad"), "nie jest zamknięty"),
    "a loop": (lambda xml: xml.replace("{{ urzad }}", "{% for x in y %}"), "Wypełniane są tylko znaczniki"),
    "a program": (lambda xml: xml.replace("{{ urzad }}", "{{ ''.__class__ }}"), "nie jest znany"),
}


@pytest.mark.parametrize("which", WRONG)
def test_unknown_mark_is_reported_in_polish_with_known_marks(content, which):
    change, expected = WRONG[which]
    with pytest.raises(BrokenTemplate) as broken:
        report_docx(content, {}, changed_template(change))
    message = str(broken.value).replace("\u00a0", " ")
    assert expected in message
    assert f"Znane znaczniki: {KNOWN_MARKS}." in message
    assert not ENGLISH.search(message)
    assert ("Czy chodzi o {{ tytul }}?" in message) == (which == "misspelt")


@pytest.mark.parametrize("template", [b"PK nothing", b"", b"PK\x05\x06" + b"\0" * 18])
def test_invalid_document_is_reported_in_polish(content, template):
    with pytest.raises(BrokenTemplate, match="Zapisz go na nowo") as broken:
        report_docx(content, {}, template)
    assert not ENGLISH.search(str(broken.value))


def test_marks_are_validated_without_any_programme(db):
    assert export_in_subprocess("template", "{}", {}, built_in_template()) == b""
    with pytest.raises(TemplateInvalid, match="tytul"):
        export_in_subprocess("template", "{}", {}, changed_template(WRONG["missing"][0]))


def test_mark_is_allowed_in_header_and_text(content):
    document = Document(io.BytesIO(built_in_template()))
    document.sections[0].header.paragraphs[0].text = "{{ tytul }}"
    target = io.BytesIO()
    document.save(target)
    assert docx_of(content, target.getvalue()).sections[0].header.paragraphs[0].text == typeset(content["title"])
    document.sections[0].header.paragraphs[0].text = "{{ tresc }}"
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(BrokenTemplate, match="musi stać sam"):
        report_docx(content, {}, target.getvalue())


def test_yearly_report_is_created_with_every_set_of_style_names(content):
    assert YEAR.first == 2024
    assert [paragraph.text for paragraph in docx_of(content).paragraphs if paragraph.style.name == "Title"] == [
        typeset(content["title"])
    ]


@pytest.mark.parametrize("has_mark", [True, False])
def test_report_of_example_programme_is_marked_in_every_template(content, has_mark):
    content["programme"]["is_example"] = True
    template = changed_template(lambda xml: xml if has_mark else xml.replace("{{ przyklad }}", ""))
    texts = [paragraph.text for paragraph in docx_of(content, template).paragraphs]
    assert sum(text.startswith("DANE PRZYKŁADOWE") for text in texts) == 1
