"""What people decide of extracted facts."""
