"""Articles to triples to store: everything of diemcau that knows no HTTP server."""
