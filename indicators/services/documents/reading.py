"""Read a file of any supported format into a neutral document, in a process with limited time and memory."""

import json

from cooperation.services import sandbox
from indicators.rules.documents.blocks import Document, document_from_json, sentence_from_json
from indicators.services.documents.errors import DocumentRefused
from indicators.services.documents.formats import damaged, format_of, too_expensive
from indicators.services.documents.worker import REFUSED

# Pandoc needs 512 MB of address space for a document of 3 MB of XML, of which it uses 270 MB.
LIMITS = sandbox.SandboxLimits(cpu_seconds=10, wall_seconds=40, memory=640 * 1024 * 1024)
WORKER = "indicators.services.documents.worker"


def read_document(raw: bytes, name: str) -> Document:
    """Return the document in a file; raises DocumentRefused with the reason and what to do."""
    format_ = format_of(raw, name)
    try:
        result = sandbox.run(WORKER, format_.value, limits=LIMITS, stdin=raw)
    except sandbox.SandboxTimeout as error:
        raise too_expensive() from error
    if result.returncode == REFUSED:
        raise DocumentRefused(sentence_from_json(json.loads(result.stdout)))
    if result.returncode < 0 or b"MemoryError" in result.stderr:
        raise too_expensive()
    if result.returncode:
        raise damaged()
    return document_from_json(json.loads(result.stdout))
