"""A reader of documents with an error in its code, for a control. Used by tests only."""

raise KeyError("planted")
