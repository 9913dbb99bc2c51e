"""What a report is, as pure Python: the years it covers, its chapters, its canonical text and hash."""
