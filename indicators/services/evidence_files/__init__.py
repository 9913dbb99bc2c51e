"""Evidence of figures: what a file must be (`checking`), where it lies (`store`), and the one writer (`writing`)."""
