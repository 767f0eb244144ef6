"""What everything rests on: errors, places of files, settings, states, words, codes, years."""
