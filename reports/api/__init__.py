"""The open API, `/api/v1/`: the published facts for programs. It reads what the pages read and computes nothing."""
