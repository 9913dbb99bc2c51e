"""The objects in the answers, read from what the queries return, and the parameters of the operations."""
