"""Multipart bodies and their parts."""

from __future__ import annotations

import re
from pathlib import Path

import harness
from harness.common.multipart_parts import Part, split

FIELD = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.png"\r\nContent-Type: image/png\r\n\r\n\x00\x01'
TO_A = (("Content-Disposition", 'form-data; name="a"'),)
TO_F = (("Content-Disposition", 'form-data; name="f"; filename="f.png"'), ("Content-Type", "image/png"))
PARTS = [
    Part("a", None, None, b"one", None, TO_A),
    Part("f", "f.png", "image/png", b"\x00\x01", None, TO_F),
]


def test_a_whole_form_is_its_parts() -> None:
    assert (PARTS, "") == split(FIELD + FILE + b"\r\n--b--\r\n", "b")


def test_a_form_that_is_cut_off_has_the_parts_that_came_and_says_what_is_wrong() -> None:
    parts, trouble = split(FIELD + FILE[:-1], "b")
    assert PARTS[:1] == parts[:1]
    assert trouble


def test_a_body_without_a_boundary_has_no_parts() -> None:
    assert ([], "Empty boundary") == split(FIELD, "")


def test_no_other_module_reads_multipart_bodies() -> None:
    root = Path(harness.__file__).parent
    found = [p.relative_to(root).as_posix() for p in root.rglob("*.py") if re.search("PushMultipart", p.read_text())]
    assert ["common/multipart_parts.py"] == found
