"""A release in the formats that other tools read. One file a format; the table of them is in formats.py."""
