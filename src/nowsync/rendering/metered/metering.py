"""Jinja's sandbox, metered: all that a template does is paid for, before it is done."""

from collections.abc import Callable, Generator, Iterable
from typing import Any, Final

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nowsync.rendering.metered.bounded import FILTERS, allow_calculation, allow_call, allow_format
from nowsync.rendering.metered.budget import Overspent, joined, pay, pay_for
from nowsync.rendering.metered.pricing import PRICES, PricedCode, paid_for, taken_apart, whole
from nowsync.rendering.metered.vocabulary import SPREADING_FILTERS, fit_filters, is_known

SUFFIX: Final = ".j2"
# Each part of a template may be carried out again and again.
LONGEST_SOURCE: Final = 64 * 1024
# What the compiler passes to calls beside what the template does.
_SCOPES: Final = ("_loop_vars", "_block_vars")


class MeteredSandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which everything has its price and nothing tells of the machine."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.code_generator_class = PricedCode
        self.filters = fit_filters(self.filters)
        self.filters |= {**FILTERS, **PRICES}

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile a template that a person may have written."""
        name = kwargs.get("name") or (args[0] if args else None)
        if len(source) > LONGEST_SOURCE:
            message = (
                f"it has {len(source):,} characters; a template has {LONGEST_SOURCE:,} at most"
            )
            raise TemplateSyntaxError(message, 1, name, *args[1:2])
        try:
            return super().compile(source, *args, **kwargs)
        except (MemoryError, OverflowError, RecursionError, SyntaxError, ValueError) as error:
            message = f"it cannot be read: {error}"
            raise TemplateSyntaxError(message, 1, name, *args[1:2]) from error

    def join_path(self, template: str, parent: str) -> str:
        """Let templates ask for templates, and for no other file beside them."""
        pay(1)
        if not str(template).endswith(SUFFIX):
            raise TemplateNotFound(str(template))
        return super().join_path(template, parent)

    def concat(self, parts: Iterable[str]) -> str:
        """Join what a template or a part of it put out."""
        try:
            return joined(parts)
        except Overspent as error:
            if isinstance(parts, Generator):
                parts.throw(error)  # there the line is known
            raise

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what is known to be harmless."""
        return is_known(obj, attr) and super().is_safe_attribute(obj, attr, value)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look something up; a key may be as deep as any value."""
        pay_for(argument)
        return super().getitem(obj, argument)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        given = [whole(each) for each in args]
        named = {name: each for name, each in kwargs.items() if name not in _SCOPES}
        pay_for(getattr(called, "__self__", None), given, named)
        allow_call(called, given, named)
        return super().call(context, called, *given, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate."""
        pay_for(left, right)
        allow_calculation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call_filter(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Apply a filter that is named by another, as `map` does."""
        paid = taken_apart if name in SPREADING_FILTERS else paid_for
        return super().call_filter(name, paid(None, value), *args, **kwargs)

    def call_test(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Apply a test that is named by a filter, as by `select`."""
        return super().call_test(name, paid_for(None, value), *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Bound a text's method `format`, which Jinja keeps from private names."""
        made = super().wrap_str_format(value)
        if made is None:
            return None

        def bounded(*args: Any, **kwargs: Any) -> str:
            allow_format(value.__self__, [*args, kwargs])
            return made(*args, **kwargs)

        return bounded
