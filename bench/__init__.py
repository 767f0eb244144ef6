"""Benchmarks: ratios measured in one run. Figures to read, never tests to pass or fail."""
