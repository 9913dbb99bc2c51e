"""The programme document (diagnosis, units, people) and the site's wiring."""

__version__ = "0.1.0"
