"""E-mail notifications of staff: occasions of a day, texts (`letters`), and their writing into the outbox (`queue`)."""
