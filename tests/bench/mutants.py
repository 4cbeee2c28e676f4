"""Writes a module with one small mistake at a time, such as a programmer makes: `<` for `<=`, one too many.

Left as it is: what people read (docstrings, labels, sentences), annotations, decorators, imports. Nothing is run
here, and nothing is written.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from types import CodeType
from typing import NamedTuple

_OPPOSITE = {
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In],
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt],
    ast.And: [ast.Or], ast.Or: [ast.And],
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.FloorDiv], ast.FloorDiv: [ast.Mult],
    ast.Mod: [ast.FloorDiv], ast.Pow: [ast.Mult], ast.BitOr: [ast.BitAnd], ast.BitAnd: [ast.BitOr],
}  # fmt: skip
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
_SENTENCE = re.compile(r" [a-z]")
_NOT_ENTERED = {"annotation", "returns", "decorator_list", "type_params"}


class Mutant(NamedTuple):
    """One mistake. `name` says where and what, and stays the same while other lines change."""

    name: str
    line: int
    code: CodeType


class _Place(NamedTuple):
    """A part of the tree, with what puts another in its stead, and the class or function that it is in."""

    node: ast.AST
    put: Callable[[ast.AST], None]
    inside: str


def mutants(source: str, filename: str = "<mutant>") -> Iterator[Mutant]:
    """Yield each mutant of a module's source, compiled. Raises SyntaxError."""
    tree = ast.parse(source, filename)
    seen: Counter[str] = Counter()
    for place in list(_places(tree, "")):
        for other in _mistakes(place.node):
            name = f"{place.inside or 'module'}: {_text(place.node)} → {_text(other)}"
            seen[name] += 1
            place.put(ast.fix_missing_locations(ast.copy_location(other, place.node)))
            code = compile(tree, filename, "exec")
            place.put(place.node)
            yield Mutant(name if seen[name] == 1 else f"{name} ({seen[name]})", _line(place.node), code)


def _places(node: ast.AST, inside: str) -> Iterator[_Place]:
    for field, value in ast.iter_fields(node):
        if field in _NOT_ENTERED or _is_for_people(node, field):
            continue
        for number, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, (ast.stmt, ast.expr, ast.comprehension)) and not _is_docstring(child):
                yield _Place(child, _putter(node, field, number), inside)
            if isinstance(child, ast.AST) and not isinstance(child, (ast.Import, ast.ImportFrom)):
                named = isinstance(child, (ast.ClassDef, ast.FunctionDef))
                yield from _places(child, f"{inside}.{child.name}".strip(".") if named else inside)


def _putter(parent: ast.AST, field: str, number: int) -> Callable[[ast.AST], None]:
    def put(node: ast.AST) -> None:
        value = getattr(parent, field)
        if isinstance(value, list):
            value[number] = node
        else:
            setattr(parent, field, node)

    return put


def _is_for_people(node: ast.AST, field: str) -> bool:
    """Whether a part is a label to be translated, or the members of a Literal, which only a type checker reads."""
    if isinstance(node, ast.Call):
        return field == "args" and _text(node.func) == "_"
    return isinstance(node, ast.Subscript) and field == "slice" and _text(node.value) == "Literal"


def _is_noticed(node: ast.AST) -> bool:
    return not (isinstance(node, ast.Call) and _is_for_people(node, "args"))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _mistakes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(value)) if not _SENTENCE.search(value):
            yield ast.Constant(value[:-1] if value else "X")
        case ast.Compare(left, ops, comparators):
            for number, op in enumerate(ops):
                for other in _OPPOSITE[type(op)]:
                    yield ast.Compare(left, [*ops[:number], other(), *ops[number + 1 :]], comparators)
        case ast.BoolOp(op, values):
            yield from (ast.BoolOp(other(), values) for other in _OPPOSITE[type(op)])
        case ast.BinOp(left, op, right):
            yield from (ast.BinOp(left, other(), right) for other in _OPPOSITE.get(type(op), []))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Name(id=name, ctx=ast.Load()) if name in _OTHER_NAME:
            yield ast.Name(_OTHER_NAME[name], ast.Load())
        case ast.Set(elts) | ast.List(elts, ast.Load()) | ast.Tuple(elts, ast.Load()) if len(elts) > 1:
            for left_out in filter(_is_noticed, elts):
                others = [one for one in elts if one is not left_out]
                yield ast.Set(others) if isinstance(node, ast.Set) else type(node)(others, ast.Load())
        case ast.Dict(keys, values) if len(keys) > 1:
            for number in range(len(keys)):
                yield ast.Dict(keys[:number] + keys[number + 1 :], values[:number] + values[number + 1 :])
        case ast.IfExp(test, body, orelse) if _is_plain(test):
            yield ast.IfExp(_negated(test), body, orelse)
        case ast.comprehension(ifs=[test]) if _is_plain(test):
            yield ast.comprehension(node.target, node.iter, [_negated(test)], node.is_async)
        case ast.stmt():
            yield from _mistaken_statements(node)


def _mistaken_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.If(test, body, orelse) if _is_plain(test):
            yield ast.If(_negated(test), body, orelse)
        case ast.While(test, body, orelse) if _is_plain(test):
            yield ast.While(_negated(test), body, orelse)
        case ast.Return(value=ast.expr()) if not (
            isinstance(node.value, ast.Constant) and node.value.value is None
        ):
            yield ast.Return(ast.Constant(None))
        case ast.AugAssign(target, op, value):
            yield from (ast.AugAssign(target, other(), value) for other in _OPPOSITE.get(type(op), []))
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) | ast.Raise() | ast.Expr():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()


def _is_plain(test: ast.expr) -> bool:
    """Whether turning it round is a mistake of its own: comparisons and `not` are turned round anyway."""
    return not isinstance(test, ast.Compare | ast.UnaryOp)


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _line(node: ast.AST) -> int:
    return node.target.lineno if isinstance(node, ast.comprehension) else node.lineno


def _text(node: ast.AST) -> str:
    """Return a part's first line as Python writes it."""
    return ast.unparse(ast.fix_missing_locations(node)).strip().splitlines()[0]
