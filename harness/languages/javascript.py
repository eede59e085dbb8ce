"""JavaScript: run by Node.js, which tells CommonJS and modules apart by itself.

`.cjs` and `.mjs` say what they are; a `.js` is what the nearest package.json says, else what its syntax says
(https://nodejs.org/api/packages.html#determining-module-system).
"""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.typescript import ENV, NODE

JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript",
    extensions=("js", "mjs", "cjs"),
    workdir="javascript",
    requirements=(NODE,),
    prepare=scripts.command(("{node}", "{file}"), env=ENV),
    comment="//",
    env=ENV,
    image="node:24-slim",
)
