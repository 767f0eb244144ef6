"""``python -m zaitaku.cli``."""

import sys

from zaitaku.cli.main import main

sys.exit(main())
