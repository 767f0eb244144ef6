"""What every reader shares: opening files, finding tables, values, names, checks."""
