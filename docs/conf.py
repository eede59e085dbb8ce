"""The site's settings: `sphinx-build -W docs out/site` (https://www.sphinx-doc.org/en/master/usage/configuration.html)."""

import re
from typing import Any

from sphinx.application import Sphinx

project = "Example harness"
author = "The maintainers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "Example harness"
html_static_path = ["_static"]
html_css_files = ["site.css"]
myst_heading_anchors = 3
exclude_patterns = ["conf.py", "generate.py"]
templates_path: list[str] = []
html_copy_source = False
smartquotes = False  # options and patterns are copied from the pages
html_show_copyright = False
html_show_sphinx = False
highlight_options = {"stripnl": False}
suppress_warnings = ["misc.highlighting_failure"]  # excerpts of programs are wrong on purpose


def make_accessible(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:  # noqa: ARG001
    """What axe-core asks for and the theme leaves out: levels of headings, and the keyboard's way to what scrolls."""
    tree = context["furo_navigation_tree"]
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    if "body" in context:
        context["body"] = re.sub(r'<(?=pre>|div class="table-wrapper)(\w+)', r'<\1 tabindex="0"', context["body"])


def setup(app: Sphinx) -> None:
    """Sphinx's hook; 900 is after the theme's own."""
    app.connect("html-page-context", make_accessible, priority=900)
