"""The only reader of results: pages, panel, exports and reports format what comes from here; none computes."""
