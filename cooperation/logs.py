"""Filters of the log."""

import logging

SERVER_ERROR = 500


class NoTracebackForClientErrors(logging.Filter):
    """Log client errors (4xx) in one line, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True
