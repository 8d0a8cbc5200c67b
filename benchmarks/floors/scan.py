"""Look at every file of a folder, as the least that must be done to know that none has changed."""

import os
import sys

with os.scandir(sys.argv[1]) as listing:
    for each in listing:
        each.stat(follow_symlinks=False)
