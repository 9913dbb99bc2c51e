"""From the blocks of a document, whatever its file format, to the programme that it describes."""
