"""Writers of files. One iterator computes the rows (`rows.py`); the writers only format them."""
