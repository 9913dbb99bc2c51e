"""What the views of every app need from the request: unsaved input, the end of a session, forms with many fields."""
