"""The sandboxed process that reads a file: `python -m …worker FORMAT`, with the file on stdin."""

import json
import sys
import warnings
from importlib import import_module

from cooperation.text import say
from indicators.rules.documents.blocks import Document, document_to_json, sentence_to_json
from indicators.rules.documents.pandoc_tree import TooDeep
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.formats import Format, damaged, too_expensive

REFUSED = 3  # exit code
# Only the reader of the format is imported: the libraries together take longer to load than most files to read.
READERS = {
    Format.TXT: "texts.document_of_txt",
    Format.MD: "texts.document_of_txt",
    Format.CSV: "texts.document_of_csv",
    Format.TSV: "texts.document_of_csv",
    Format.HTML: "pandoc.document_of_html",
    Format.RTF: "pandoc.document_of_rtf",
    Format.DOCX: "pandoc.document_of_docx",
    Format.ODT: "pandoc.document_of_odt",
    Format.XLSX: "xlsx.document_of_xlsx",
    Format.XLS: "xls.document_of_xls",
    Format.ODS: "ods.document_of_ods",
    Format.PDF: "pdf.document_of_pdf",
}


def document_of(raw: bytes, format_: Format) -> Document:
    """Return the neutral document of a file; raises DocumentRefused, and other errors for damaged files."""
    module, _dot, name = READERS[format_].partition(".")
    document: Document = getattr(import_module(f"indicators.services.documents.{module}"), name)(raw)
    if not document.blocks:
        raise DocumentRefused(say("The document contains no text. Send the file with the programme's text."))
    return document


def deny_network(event: str, _arguments: object) -> None:
    """Audit hook that refuses every connection, so that no resource named in a document is fetched."""
    if event.startswith("socket."):
        raise PermissionError(event)


def main() -> int:
    sys.addaudithook(deny_network)
    warnings.simplefilter("ignore")
    raw = sys.stdin.buffer.read()
    try:
        document = document_of(raw, Format(sys.argv[1]))
    except DocumentRefused as error:
        refusal = error
    except TooDeep:
        refusal = DocumentRefused(say("The document is nested too deeply. Save it again, e.g. as DOCX or TXT."))
    except (MemoryError, RecursionError):
        refusal = too_expensive()
    except Exception:  # libraries raise errors of many types for damaged files
        refusal = damaged()
    else:
        sys.stdout.write(json.dumps(document_to_json(document), ensure_ascii=False))
        return 0
    sys.stdout.write(json.dumps(sentence_to_json(refusal.sentence), ensure_ascii=False))
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
