"""Readers of reports: what one is made of while it is written, and what was published."""
