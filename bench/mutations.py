"""Mutants of a module: one small change each, of a kind that a slip of the hand makes."""

# ruff: noqa: S101 - each change is made for the kind of node that its table names

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str
    """Below the project's root, with slashes."""
    line: int
    """From 1, where the change begins."""
    end: int
    """The last line that changes."""
    kind: str
    begin: int
    """The index in the file's text from which on it changes."""
    old: str
    new: str

    def apply(self, text: str) -> str:
        """The file's text with the change."""
        return text[: self.begin] + self.new + text[self.begin + len(self.old) :]


COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
Change = tuple[str, ast.AST]
"""The kind, and what takes the node's place."""


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text; annotations and docstrings stay as they are."""
    tree = ast.parse(text)
    starts = _line_starts(text)
    for node in _changeable(tree):
        if not isinstance(node, ast.expr | ast.stmt):
            continue
        begin = _offset(text, starts, node.lineno, node.col_offset)
        end = node.end_lineno or node.lineno
        old = text[begin : _offset(text, starts, end, node.end_col_offset or 0)]
        for kind, changed in _changes(node):
            new = ast.unparse(changed)
            new = f"({new})" if isinstance(node, ast.expr) else new
            yield Mutant(file, node.lineno, end, kind, begin, old, new)


def _changes(node: ast.AST) -> Iterator[Change]:
    for change in _OF.get(type(node), ()):
        yield from change(node)


def _compare(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.Compare)
    other = COMPARISONS.get(type(node.ops[0]))
    if other:
        changed = copy.deepcopy(node)
        changed.ops[0] = other()
        yield "comparison", changed


def _boolean(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.BoolOp)
    changed = copy.deepcopy(node)
    changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and/or", changed
    yield "one condition less", node.values[0] if len(node.values) == 2 else ast.BoolOp(node.op, node.values[:-1])


def _negation(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        yield "not", node.operand


def _condition(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.IfExp)
    yield "other branch", ast.IfExp(node.test, node.orelse, node.body)


def _sum(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.BinOp)
    if isinstance(node.op, ast.Add | ast.Sub):
        yield "sum", ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)


def _constant(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.Constant)
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "constant", ast.Constant(value + 1)
    elif isinstance(value, str) and value:
        yield "text", ast.Constant("")


def _returned(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.Return)
    if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "returned", ast.Return(ast.Constant(None))


def _call(node: ast.AST) -> Iterator[Change]:
    assert isinstance(node, ast.Expr)
    if isinstance(node.value, ast.Call | ast.Await):
        yield "call left out", ast.Pass()


def _added(_: ast.AST) -> Iterator[Change]:
    yield "statement left out", ast.Pass()


def _left(node: ast.AST) -> Iterator[Change]:
    yield "continue/break", ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


_OF: dict[type[ast.AST], tuple[Callable[[ast.AST], Iterator[Change]], ...]] = {
    ast.Compare: (_compare,),
    ast.BoolOp: (_boolean,),
    ast.UnaryOp: (_negation,),
    ast.IfExp: (_condition,),
    ast.BinOp: (_sum,),
    ast.Constant: (_constant,),
    ast.Return: (_returned,),
    ast.Expr: (_call,),
    ast.AugAssign: (_added,),
    ast.Continue: (_left,),
    ast.Break: (_left,),
}


def _changeable(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may be changed, outer ones first."""
    for child in _children(tree):
        yield child
        yield from _changeable(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params") or isinstance(node, ast.JoinedStr | ast.Import):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child) and not _is_for_types(child):
                yield child


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.AST) -> bool:
    """True of what only a type checker or a reader of the module's names sees."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _offset(text: str, starts: list[int], line: int, column: int) -> int:
    """The index of a place; `ast` counts a column in bytes of UTF-8."""
    begin = starts[line - 1]
    row = text[begin : starts[line]].encode()
    return begin + len(row[:column].decode())
