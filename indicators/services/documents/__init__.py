"""Read a programme's file: every format becomes the same neutral document (`indicators.rules.documents`)."""
