"""A programme's text -> models: read it, show what it gives, load it in one transaction."""
