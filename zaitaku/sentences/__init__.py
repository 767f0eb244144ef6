"""Sentences that answer, from the data: one file a subject."""
