"""The programme document (diagnosis, units, people) and the site's wiring."""

__version__ = "0.2.0"
