"""Messages to the office's people: what is said on a day (`occasions`), in which words (`letters`), kept in the queue
(`writing`) and sent from there (`sending`)."""
