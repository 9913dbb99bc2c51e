"""Pages and files of reports and data."""
