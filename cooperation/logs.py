"""What the log keeps of an answer."""

import logging

SERVER_FAULT = 500


class RefusalsInOneLine(logging.Filter):
    """A refusal is what the portal is meant to do: one line says it. Tracebacks are for our own faults."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", SERVER_FAULT) < SERVER_FAULT:
            record.exc_info = record.exc_text = None
        return True
