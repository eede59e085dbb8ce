"""The site's settings: `sphinx-build -W docs out/site` (https://www.sphinx-doc.org/en/master/usage/configuration.html)."""

project = "Example harness"
author = "The maintainers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "Example harness"
html_static_path: list[str] = []
myst_heading_anchors = 3
exclude_patterns = ["conf.py", "generate.py"]
templates_path: list[str] = []
html_copy_source = False
html_show_sphinx = False
highlight_options = {"stripnl": False}
suppress_warnings = ["misc.highlighting_failure"]  # excerpts of programs are wrong on purpose
