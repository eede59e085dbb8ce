"""Toolchains and library sets of a matrix, made ready by uv, npm and Go: this may reach registries, programs never."""

from harness.commands.matrix.preparing import prepared

__all__ = ["prepared"]
