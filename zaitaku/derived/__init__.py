"""Answers that are computed from several questions."""
