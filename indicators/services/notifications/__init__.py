"""E-mail notifications of staff: occasions of a day, texts (`letters`), queue (`outbox`) and sending (`delivery`)."""
