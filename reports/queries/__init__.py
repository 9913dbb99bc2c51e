"""Queries of reports: the data of a report while it is written, and the published versions."""
