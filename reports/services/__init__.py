"""Writers of reports: their chapters, their publication and its files."""
