"""An outcome -> findings, each with its line, without those that another one explains."""

from harness.assess.assess import Assessor, complete, inputs_of, source_of

__all__ = ["Assessor", "complete", "inputs_of", "source_of"]
