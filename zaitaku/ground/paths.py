"""Places in the project. Imports nothing of ours."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "pages"
QUERIES = ROOT / "queries"
MODEL = QUERIES / "_model"
CHECKS = QUERIES / "_checks"
SAMPLE_DATA = ROOT / "sample_data"
STATIC = ROOT / "static"
ROUTER = ROOT / "zaitaku" / "ui" / "router.py"
POLICY = ROOT / "disclosure.toml"


def sample_inputs() -> list[Path]:
    """The sample prefecture's input files (not its generator or its README)."""
    return sorted(p for p in SAMPLE_DATA.iterdir() if p.suffix in (".xlsx", ".csv", ".geojson"))
