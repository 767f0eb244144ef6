"""Places in the project. Imports nothing of ours."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "pages"
QUERIES = ROOT / "queries"
MODEL = QUERIES / "_model"
CHECKS = QUERIES / "_checks"
SAMPLE_DATA = ROOT / "sample_data"
STATIC = ROOT / "static"
ROUTER = ROOT / "zaitaku" / "ui" / "router.py"
POLICY = ROOT / "disclosure.toml"
# What in sample_data is input (and not the generator or its README).
SAMPLE_SUFFIXES = (".xlsx", ".csv", ".geojson")
