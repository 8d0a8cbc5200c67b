"""The person at the terminal, when a server wants to see them."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

import click

from nowsync.core.errors import UsageError
from nowsync.screen import harmless
from nowsync.secret import Secret

if TYPE_CHECKING:
    from nowsync.callback import Callback

_SECRETS = re.compile(r"NOWSYNC_\w+_TOKEN")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


@dataclass(slots=True)
class Person:
    """Shows pages to the person, and asks for what only they can see there."""

    target: str
    browser: bool = True
    _callback: "Callback | None" = field(default=None, repr=False)

    def redirect(self, wanted: str | None) -> str | None:
        """Listen on this machine for their browser, if it can be on this machine."""
        if not (self.browser and _has_browser()):
            return None
        from nowsync.callback import Callback

        self._callback = Callback(wanted)
        return self._callback.address

    def authorize(self, page: str, state: str) -> Secret:
        """Open a page, and wait for the browser to come back; or have the code typed in."""
        if self._callback is None:
            _say("Open this page in any browser, sign in there, and let nowsync in:")
            _say(f"\n  {page}\n")
            code = self._typed("The code that it shows", hide=False)
            # snac shows the code with the rest of the address that it would have sent us.
            return Secret(code.partition("&")[0])
        _say("Your browser opens this page. Sign in there, and let nowsync in:")
        _say(f"\n  {page}\n")
        _say("Waiting. If the browser is on another machine, stop this with Ctrl-C, and type:")
        _say(f"nowsync login {self.target} --no-browser")
        # Some browsers keep whoever opened them until they are closed.
        Thread(target=_open, args=(page,), daemon=True).start()
        return self._callback.wait(state)

    def paste(self, page: str) -> Secret:
        """Have a secret pasted that shows nowhere, or take it from standard input."""
        if sys.stdin.isatty():
            _say(f"Make a token on this page, and copy it:\n\n  {page}\n")
        return Secret(self._typed("Paste it here (it does not show)", hide=True))

    def _typed(self, prompt: str, *, hide: bool) -> str:
        if sys.stdin.isatty():
            return str(click.prompt(prompt, hide_input=hide, err=True)).strip()
        line = sys.stdin.readline().strip()
        if not line:
            raise UsageError(
                "there is nobody at a terminal, and nothing on standard input. With a token in a "
                f"file, type: nowsync login {self.target} --token < FILE"
            )
        return line


def _has_browser() -> bool:
    """Tell whether a browser that opens is one that the person sees, and not within this text."""
    if "SSH_CONNECTION" in os.environ and "BROWSER" not in os.environ:
        return False
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _SCREENS):
        return False
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _open(page: str) -> None:
    import webbrowser

    with _without_secrets():
        webbrowser.open(page)


@contextmanager
def _without_secrets() -> Iterator[None]:
    """Start a program that sees none of our secrets."""
    held = {name: os.environ.pop(name) for name in list(os.environ) if _SECRETS.fullmatch(name)}
    try:
        yield
    finally:
        os.environ.update(held)


def _say(text: str) -> None:
    click.echo(harmless(text), err=True)
