"""Public pages and files of reports and open data."""
