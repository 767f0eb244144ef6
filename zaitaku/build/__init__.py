"""From files to a build: raw tables, model, geography, checks, the protected release."""
