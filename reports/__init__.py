"""The annual report and the open data: reads the other apps, and nobody reads it."""
