"""The kinds of files: one file a kind, with its words, its reader and its keys."""
