"""What the views of every app need: decorators, navigation, page cache, unsaved input, limits, middleware."""
