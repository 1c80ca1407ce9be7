"""The Flask application and the command line: everything of diemcau that speaks to people and clients."""
