"""PHP: run by the command-line `php` on PATH.

Its own complaints go to stderr, where a person looks for them: by default they stand in the program's output, or
nowhere, as the machine's php.ini has it (https://www.php.net/manual/en/errorfunc.configuration.php).
"""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement

PHP = Language(
    name="php",
    title="PHP",
    extensions=("php",),
    workdir="php",
    requirements=(Requirement("php", minimum=(7, 4), advice="install PHP 7.4 or newer with its command line"),),
    prepare=scripts.command(("{php}", "-d", "display_errors=stderr", "-d", "log_errors=0", "{file}")),
    comment="//",
    image="php:8-cli",
)
