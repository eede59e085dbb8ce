"""`python -m harness` is the command `harness`."""

import sys

from harness.cli.entry import main

sys.exit(main())
