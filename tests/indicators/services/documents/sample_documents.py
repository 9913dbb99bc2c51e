"""A neutral document written as a file of every format, as an office would send it."""

import csv
import html
import io
import subprocess

import docx
import openpyxl
import pypandoc

from indicators.rules.documents.blocks import Block, BlockKind, Document


def _lines(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.rows]


def _text(block: Block) -> str:
    return f"{block.number} {block.text}".strip().replace("**", "").replace("Działania².", "Działania.")


def as_html(document: Document) -> bytes:
    """Return a page; list items stay paragraphs with their numbers, as in a page of the public bulletin."""
    parts = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            rows = "".join(
                "<tr>" + "".join(f"<td>{html.escape(cell).replace(chr(10), '<br>')}" for cell in row)
                for row in _lines(block)
            )
            parts.append(f"<table border=1>{rows}</table>")
        elif block.kind is BlockKind.FOOTNOTE:
            parts.append(f"<p>¹ {html.escape(block.text)}</p>")
        else:
            parts.append(f"<p>{html.escape(_text(block))}</p>")
    page = f"<html><head><title>BIP</title></head><body><nav>Menu</nav>{''.join(parts)}</body></html>"
    return page.encode()


def _converted(page: bytes, to: str) -> bytes:
    well_formed = page.decode().replace("<td>", "</td><td>").replace("<tr></td>", "<tr>").replace("</tr>", "</td></tr>")
    well_formed = well_formed.replace("<tr>", "</td></tr><tr>").replace("border=1></td></tr>", "border='1'>")
    well_formed = well_formed.replace("</table>", "</td></tr></table>").replace("<br>", "<br/>")
    command = [pypandoc.get_pandoc_path(), "--from=html", f"--to={to}", "--standalone", "--output=-"]
    return subprocess.run(command, input=well_formed.encode(), capture_output=True, check=True).stdout


def as_odt(document: Document) -> bytes:
    return _converted(as_html(document), "odt")


def as_rtf(document: Document) -> bytes:
    """Return RTF as Word writes it: bytes of Windows-1250, and Unicode with a substitute where there is none."""

    def escaped(text: str) -> str:
        codes = []
        for character in text:
            try:
                code = character.encode("cp1250")
            except UnicodeEncodeError:
                code = b"?"
            if ord(character) < 128:
                codes.append("\\line " if character == "\n" else character)
            elif character.isalpha():
                codes.append(f"\\'{code.hex()}")
            else:
                codes.append(f"\\u{ord(character)}\\'{code.hex()}")
        return "".join(codes)

    parts = ["{\\rtf1\\ansi\\ansicpg1250\\deff0{\\fonttbl{\\f0\\fcharset238 Calibri;}}"]
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            for row in _lines(block):
                edges = "".join(f"\\cellx{1000 * at}" for at in range(1, len(row) + 1))
                parts.append(
                    f"\\trowd{edges}\\pard\\intbl " + "".join(f"{escaped(cell)}\\cell " for cell in row) + "\\row"
                )
        else:
            mark = "\u00b9 " if block.kind is BlockKind.FOOTNOTE else ""
            parts.append(f"\\pard {escaped(mark + _text(block))}\\par")
    return ("\n".join(parts) + "}").encode("ascii")


def as_docx(document: Document) -> bytes:
    file = docx.Document()
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            rows = _lines(block)
            table = file.add_table(len(rows), max(map(len, rows)))
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(at, column).text = cell
        elif block.kind is BlockKind.HEADING:
            file.add_heading(_text(block), block.level)
        else:
            file.add_paragraph(("¹ " if block.kind is BlockKind.FOOTNOTE else "") + _text(block))
    output = io.BytesIO()
    file.save(output)
    return output.getvalue()


def _rows(document: Document) -> list[list[str]]:
    rows = []
    for block in document.blocks:
        if block.kind is BlockKind.TABLE:
            rows += _lines(block)
        else:
            rows.append([("¹ " if block.kind is BlockKind.FOOTNOTE else "") + _text(block)])
    return rows


def as_xlsx(document: Document) -> bytes:
    workbook = openpyxl.Workbook()
    for at, row in enumerate(_rows(document), 1):
        for column, cell in enumerate(row, 1):
            workbook.active.cell(at, column).value = cell
            workbook.active.cell(at, column).data_type = "s"
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def as_csv(document: Document) -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=";").writerows(_rows(document))
    return output.getvalue().encode("utf-8-sig")


def as_txt(document: Document) -> bytes:
    return document.source.encode()


def as_pdf(document: Document) -> bytes:
    import weasyprint  # needs libraries of the system, which the tests of other formats do not

    style = weasyprint.CSS(
        string="table { border-collapse: collapse } td { border: 1px solid; padding: 2px } tr { break-inside: avoid }"
    )
    return weasyprint.HTML(string=as_html(document).decode()).write_pdf(stylesheets=[style])


WRITERS = {
    "txt": as_txt,
    "docx": as_docx,
    "odt": as_odt,
    "rtf": as_rtf,
    "html": as_html,
    "xlsx": as_xlsx,
    "csv": as_csv,
    "pdf": as_pdf,
}
