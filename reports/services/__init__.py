"""Writers of reports: the words, the publication, the files made of it."""
