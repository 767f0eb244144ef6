"""秘匿: what may be published, and proof that nothing hidden can be worked out."""
