"""Samples that lack a name which stands elsewhere on their page."""

from __future__ import annotations

import pytest

from assess.evidence import Situation, get
from harness.model import Traces

SOURCE = "note = client.get('n1')\nshow(note)\n"


def lacking(name: str) -> Traces:
    """What Python says of a name that nothing defines."""
    return Traces(stderr=f"Traceback ...\nNameError: name '{name}' is not defined\n")


SITUATIONS = (
    Situation("a name that is lacking after the request", (("sample-incomplete/warning", 2),), SOURCE, (get(),),
              sample=True, status=1, traces=lacking("show")),
    Situation("a name that only a library uses", (("exit-status", None),), SOURCE, (get(),), sample=True, status=1,
              traces=lacking("other")),
    Situation("a name of the sample's own, misspelt", (("exit-status", None),), "notes = 1\nnots\n", (get(),),
              sample=True, status=1, traces=lacking("nots")),
    Situation("a program brings its names", (("exit-status", None),), SOURCE, (get(),), status=1,
              traces=lacking("show")),
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_sample_that_lacks_a_name_is_no_crash(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())
