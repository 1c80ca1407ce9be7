"""What people decide of extracted facts: decisions by content, what is worth a look first, and gold from them."""
