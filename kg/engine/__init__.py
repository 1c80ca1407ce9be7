"""Queries of strangers: guarded, then run in disposable worker processes that hold a release read-only."""
