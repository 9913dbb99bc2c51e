"""Files of evidence: validation, antivirus scan, storage, and copies without metadata."""
