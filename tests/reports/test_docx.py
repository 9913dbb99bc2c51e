"""The document for editing: lists as typed, sources beside their tables, contents with pages, any template."""

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

LISTS = "- raz\n- dwa\n  - dwa jeden\n    - głęboko\n- trzy\n\n1. pierwszy\n2. drugi\n   1. drugi jeden\n\n   akapit\n3. trzeci\n\nSłowa\n\n1. od nowa"  # noqa: E501
KNOWN_MARKS = "{{ zalacznik }}, {{ przyklad }}, {{ urzad }}, {{ tytul }}, {{ program }}, {{ stan_na }}, {{ tresc }}"
ENGLISH = re.compile(r"[A-Za-z]*Error|jinja|expected|unexpected|undefined|KeyError|not a zip")
# As LibreOffice names them, and as Word and LibreOffice do in Polish: id, name.
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


def made(content, template=None, facts=None):
    return Document(io.BytesIO(report_docx(content, facts or {}, template)))


def text_of(paragraph):
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def part_of(package, name):
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name).decode()


def changed(change):
    """The built-in template with its document changed as text: `change(xml)`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(built_in_template())) as given, zipfile.ZipFile(target, "w") as kept:
        for name in given.namelist():
            part = given.read(name).decode() if name in ("word/document.xml", "word/styles.xml") else given.read(name)
            kept.writestr(name, change(part) if isinstance(part, str) else part)
    return target.getvalue()


# --- lists and headings ------------------------------------------------------------------------------------------


def test_nested_lists_are_nested(content):
    document = made(content)
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
    assert {number for _t, _l, number in items} <= {int(one.get(qn("w:numId"))) for one in root.iter(qn("w:num"))}


def test_second_paragraph_of_an_item_has_no_number():
    pieces = [
        ("".join(run.text for run in one.runs), one.kind, one.depth)
        for one in markdown.paragraphs("1. a\n\n   b\n2. c")
    ]
    assert pieces == [("a", "number", 1), ("b", "p", 1), ("c", "number", 1)]


def test_typed_headings_stand_one_level_below_the_one_above(content):
    found = []
    for paragraph in made(content).element.body.iter(qn("w:p")):
        if (paragraph.style or "").startswith("Heading"):
            own = paragraph.pPr.find(qn("w:outlineLvl"))
            found.append(int(own.get(qn("w:val"))) + 1 if own is not None else int(paragraph.style[-1]))
    assert found[:2] == [1, 2]
    assert 3 in found
    assert all(two <= one + 1 for one, two in pairwise(found))


# --- what keeps together, pages, settings ----------------------------------------------------------------------------


def test_source_stays_with_its_table(content):
    document = made(content, facts={"Wersja": "1"})
    tables = document.element.body.findall(qn("w:tbl"))
    for table in tables[:-1]:  # the last one is the bulletin sheet
        rows = table.findall(qn("w:tr"))
        for row in (rows[0], rows[-1]):
            assert all(one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for one in row.iter(qn("w:p")))
        assert text_of(table.getnext()).startswith("Źródło")


def test_contents_have_numbers_of_pages_that_are_counted_on_opening(content):
    package = report_docx(content, {})
    settings, document = part_of(package, "word/settings.xml"), part_of(package, "word/document.xml")
    assert '<w:updateFields w:val="true"/>' in settings
    headings = set(re.findall(r'<w:bookmarkStart [^>]*w:name="(_Toc_[^"]*)"', document))
    assert headings
    assert set(re.findall(r"PAGEREF (\S+)", document)) == headings


def test_long_words_are_hyphenated_and_hashes_are_not(content):
    package = report_docx(content, {"SHA-256": "0" * 64})
    settings = part_of(package, "word/settings.xml")
    assert '<w:autoHyphenation w:val="true"/>' in settings
    assert re.search(r'<w:zoom [^>]*w:percent="\d+"', settings)
    document = Document(io.BytesIO(package))
    cell = document.tables[-1].cell(0, 1).paragraphs[0]._p
    assert cell.find(f"{qn('w:pPr')}/{qn('w:suppressAutoHyphens')}") is not None


def test_thousands_are_apart(content):
    numbers = {"calls": 1234, "offers": 25000, "contracts": 0, "planned": "1.5", "spent": None, "beneficiaries": 1}
    shown = {"planned_shown": "1,50 zł", "spent_shown": ""}
    content["finance"] = {"rows": [{"name": "Konkurs", **numbers, **shown}], "totals": {**numbers, **shown}}
    cells = [cell.text for table in made(content).tables for row in table.rows for cell in row.cells]
    assert {"1\u00a0234", "25\u00a0000", "0", "–"} <= set(cells)


# --- templates -------------------------------------------------------------------------------------------------------


def renamed(names):
    def change(xml):
        for english, (style_id, name) in names.items():
            old = {"heading 1": "Heading1", "heading 2": "Heading2", "caption": "Caption", "toc 1": "toc1"}[english]
            xml = re.sub(rf'w:styleId="{old}"', f'w:styleId="{style_id}"', xml, flags=re.IGNORECASE)
            xml = re.sub(rf'<w:name w:val="{english}"/>', f'<w:name w:val="{name}"/>', xml, flags=re.IGNORECASE)
        return xml

    return changed(change)


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_styles_are_known_by_every_name(content, names):
    document = made(content, renamed(names))
    used = {paragraph.style for paragraph in document.element.body.iter(qn("w:p"))}
    assert {style_id for style_id, _name in names.values()} <= used
    known = {one.get(qn("w:styleId")) for one in document.styles.element.iter(qn("w:style"))}
    assert used - {None} <= known


def test_style_that_a_template_lacks_is_taken_over(content):
    def without(xml):
        return re.sub(r'<w:style [^>]*w:styleId="(Heading2|Caption)".*?</w:style>', "", xml, flags=re.DOTALL)

    document = made(content, changed(without))
    known = {one.get(qn("w:styleId")) for one in document.styles.element.iter(qn("w:style"))}
    assert {"Heading2", "Caption"} <= known
    assert any(paragraph.style == "Heading2" for paragraph in document.element.body.iter(qn("w:p")))


def test_document_without_lists_gets_them(content):
    package = changed(lambda xml: xml)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(target, "w") as kept:
        for name in given.namelist():
            part = given.read(name)
            if name == "word/_rels/document.xml.rels":
                part = re.sub(rb"<Relationship [^>]*numbering[^>]*/>", b"", part)
            if name == "word/styles.xml":
                part = re.sub(rb"<w:numPr>.*?</w:numPr>", b"", part, flags=re.DOTALL)
            if name != "word/numbering.xml":
                kept.writestr(
                    name, part.replace(b'<Override PartName="/word/numbering.xml"', b'<Override PartName="/x.xml"')
                )
    document = made(content, target.getvalue())
    assert document.part.numbering_part.element.findall(qn("w:num"))
    assert next(one.text for one in document.paragraphs if one.style.name == "Heading 1") == "1. Wprowadzenie"


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
def test_wrong_mark_is_told_in_polish_with_the_known_ones(content, which):
    change, told = WRONG[which]
    with pytest.raises(BrokenTemplate) as broken:
        report_docx(content, {}, changed(change))
    message = str(broken.value).replace("\u00a0", " ")
    assert told in message
    assert f"Znane znaczniki: {KNOWN_MARKS}." in message
    assert not ENGLISH.search(message)
    assert ("Czy chodzi o {{ tytul }}?" in message) == (which == "misspelt")


@pytest.mark.parametrize("template", [b"PK nothing", b"", b"PK\x05\x06" + b"\0" * 18])
def test_file_that_is_no_document_is_told_in_polish(content, template):
    with pytest.raises(BrokenTemplate, match="Zapisz go na nowo") as broken:
        report_docx(content, {}, template)
    assert not ENGLISH.search(str(broken.value))


def test_marks_are_checked_before_there_is_a_programme(db):
    assert export_in_subprocess("template", "{}", {}, built_in_template()) == b""
    with pytest.raises(TemplateInvalid, match="tytul"):
        export_in_subprocess("template", "{}", {}, changed(WRONG["missing"][0]))


def test_mark_may_stand_in_header_and_text(content):
    document = Document(io.BytesIO(built_in_template()))
    document.sections[0].header.paragraphs[0].text = "{{ tytul }}"
    target = io.BytesIO()
    document.save(target)
    assert made(content, target.getvalue()).sections[0].header.paragraphs[0].text == typeset(content["title"])
    document.sections[0].header.paragraphs[0].text = "{{ tresc }}"
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(BrokenTemplate, match="musi stać sam"):
        report_docx(content, {}, target.getvalue())


def test_report_of_the_year_opens_with_every_style(content):
    assert YEAR.first == 2024
    assert [one.text for one in made(content).paragraphs if one.style.name == "Title"] == [typeset(content["title"])]


@pytest.mark.parametrize("has_mark", [True, False])
def test_report_of_an_example_says_so_in_every_template(content, has_mark):
    content["programme"]["is_example"] = True
    template = changed(lambda xml: xml if has_mark else xml.replace("{{ przyklad }}", ""))
    texts = [one.text for one in made(content, template).paragraphs]
    assert sum(text.startswith("DANE PRZYKŁADOWE") for text in texts) == 1
