"""From an article's text to facts with the characters that prove them: deterministic, offline, rules as data."""
