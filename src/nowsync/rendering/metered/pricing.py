"""Prices in a template: what may be done often, or with much, is paid for where it is done."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from jinja2 import nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, LoopContext
from jinja2.visitor import NodeTransformer

from nowsync.rendering.metered.bounded import concatenated
from nowsync.rendering.metered.budget import pay, pay_for, pay_for_pieces
from nowsync.rendering.metered.vocabulary import SPREADING_FILTERS

_TOLL, _PAID, _SPREAD, _CONCATENATED = "toll", "paid", "spread", "concatenated"

_Body = TypeVar("_Body", nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)
_Applied = TypeVar("_Applied", nodes.Filter, nodes.Test)


class PricedCode(CodeGenerator):
    """The code of a template that pays for what it does."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Write the code of a template, with the prices in it."""
        super().visit_Template(_Prices().visit(node), frame)


class _Prices(NodeTransformer):
    """Puts the prices in.

    What may be carried out again pays on entry for each element that is in it; whatever works on
    values of any size pays for their size.
    """

    def visit_For(self, node: nodes.For) -> nodes.For:
        """Pay for each turn, and for each that is passed over."""
        if node.test is not None:
            node.test = nodes.And(_price(node.test), node.test, lineno=node.lineno)
        return self._body(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:
        """Pay for each call."""
        return self._body(node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.CallBlock:
        """Pay for each call of the caller."""
        return self._body(node)

    def visit_Block(self, node: nodes.Block) -> nodes.Block:
        """Pay for each time that it is shown."""
        return self._body(node)

    def visit_Template(self, node: nodes.Template) -> nodes.Template:
        """Pay for what stands outside of all these."""
        price = nodes.ExprStmt(_price(node), lineno=1)
        self.generic_visit(node)
        node.body.insert(0, price)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """Pay for what is shown; the text between is paid for when it is joined."""
        self.generic_visit(node)
        data = nodes.TemplateData
        node.nodes = [each if isinstance(each, data) else _paying(each) for each in node.nodes]
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Filter:
        """Pay for what is put in."""
        return self._applied(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Test:
        """Pay for what is looked at."""
        return self._applied(node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:
        """Pay for both sides."""
        self.generic_visit(node)
        node.expr = _paying(node.expr)
        for operand in node.ops:
            operand.expr = _paying(operand.expr)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """Pay for what is joined, and measure it first."""
        self.generic_visit(node)
        parts = nodes.List([_paying(each) for each in node.nodes], lineno=node.lineno)
        return _filter(parts, _CONCATENATED)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:
        """Pay for what is cut; the environment sees to all other items."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _paying(node.node)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Pair:
        """Pay for a key, which may be as deep as any value."""
        self.generic_visit(node)
        node.key = _paying(node.key)
        return node

    def _body(self, node: _Body) -> _Body:
        price = nodes.ExprStmt(_price(node), lineno=node.lineno)
        self.generic_visit(node)
        node.body.insert(0, price)
        return node

    def _applied(self, node: _Applied) -> _Applied:
        self.generic_visit(node)
        spreading = isinstance(node, nodes.Filter) and node.name in SPREADING_FILTERS
        if node.node is not None:
            node.node = _filter(node.node, _SPREAD) if spreading else _paying(node.node)
        node.args = [_paying(each) for each in node.args or ()]
        for pair in node.kwargs or ():
            pair.value = _paying(pair.value)
        return node


def _price(node: nodes.Node) -> nodes.Filter:
    elements = sum(1 for _ in node.find_all(nodes.Node))
    return _filter(nodes.Const(elements, lineno=node.lineno), _TOLL)


def _paying(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filter(node, _PAID)


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


# As filters, these take a context only so that nothing is paid for while a template is compiled.


@pass_context
def toll(_context: Context | None, steps: int) -> bool:
    """Pay for as many steps."""
    pay(steps)
    return True


@pass_context
def paid_for(_context: Context | None, value: object) -> object:
    """Pay for a value that something is done with."""
    made = whole(value)
    pay_for(made)
    return made


@pass_context
def taken_apart(_context: Context | None, value: object) -> object:
    """Pay for a value whose parts something is done with."""
    if isinstance(value, str):
        pay_for_pieces(value)
    return paid_for(None, value)


def whole(value: object) -> object:
    """Make a list of what could otherwise be looked at only once; a loop stays as it is."""
    lazy = isinstance(value, Iterator) and not isinstance(value, LoopContext)
    return list(value) if lazy else value  # type: ignore[call-overload]  # it is an Iterator


PRICES: Final[Mapping[str, Callable[..., Any]]] = {
    _TOLL: toll,
    _PAID: paid_for,
    _SPREAD: taken_apart,
    _CONCATENATED: concatenated,
}
