"""From a file, a folder or an address to an article: its text, where it is from, and when it was published."""
