"""Places of the program: the package, and what a checkout has beside it. Imports nothing of ours.

A checkout has pages, questions and the sample at its top; a wheel has them inside the package, in
``shipped``. That folder is looked for first: beside an installed package lie those of others.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
SHIPPED = PACKAGE / "shipped"
IS_INSTALLED = SHIPPED.is_dir()
ROOT = SHIPPED if IS_INSTALLED else PACKAGE.parent
APP = ROOT / "app.py"
PAGES = ROOT / "pages"
QUERIES = ROOT / "queries"
MODEL = QUERIES / "_model"
# what each of its tables and columns means
DICTIONARY = MODEL / "columns.csv"
CHECKS = QUERIES / "_checks"
# the definition of the five tables, asked of claims and of no build
AGGREGATE = QUERIES / "aggregate"
SAMPLE_DATA = ROOT / "sample_data"
# what 公表 hides of it, found before (build/release/remembered.py): no input, so not beside them
SAMPLE_MASKS = PACKAGE / "build" / "release" / "sample_masks.zip"
STATIC = ROOT / "static"
HELP = STATIC / "help"
POLICY = ROOT / "disclosure.toml"
ROUTER = PACKAGE / "ui" / "router.py"
# Data never lie in a folder of installed packages, where the next version would replace it.
DATA = Path.home() / "zaitaku-data" if IS_INSTALLED else ROOT / "data"


def sample_inputs() -> list[Path]:
    """The sample prefecture's input files (not its generator or its README)."""
    return sorted(p for p in SAMPLE_DATA.iterdir() if p.suffix in (".xlsx", ".csv", ".geojson"))
