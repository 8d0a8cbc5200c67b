"""The board's server: shows the pages, and does what buttons say, each once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from nowsync.board.entrance import Door, Session
from nowsync.core.errors import LedgerBusy, NowsyncError
from nowsync.loopback import HTML, Guarded, Loopback

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.board.offers import Offer

# How long a button waits for a pass that is being made.
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.25
USED = "That button had done its work already; nothing was done twice."


@dataclass
class Desk:
    """Shows and does what is asked for; `find` reads the configuration anew, as a command does."""

    find: Callable[[], "App"]
    folder: Path
    patience: float = PATIENCE_SECONDS
    _at_work: Lock = field(default_factory=Lock)

    def page(self, path: str, session: Session, year: str) -> str:
        """Write a page, or say why there is none."""
        from nowsync.board.pages import Board, apology
        from nowsync.board.scene import Scene
        from nowsync.daemon.state import State, is_running

        try:
            app = self.find()
            with app.reading() as records:
                scene = Scene.of(app, records)
                state, running = State.load(self.folder), is_running(self.folder)
                board = Board(session=session, state=state, running=running)
                return board.page(path, scene, year)
        except NowsyncError as error:
            return apology(str(error))

    def do(self, session: Session, token: str, address: str) -> None:
        """Do what a button says, unless it has been done; the next page tells what came of it."""
        offer = session.take(token)
        with self._at_work:
            if offer is None:
                session.tell(USED)
                return
            try:
                session.tell(*self._carried(offer, address))
            except NowsyncError as error:
                session.tell(str(error))

    def rest(self) -> None:
        """Wait until what is being done is done; nothing more is begun."""
        self._at_work.acquire()

    def _carried(self, offer: "Offer", address: str) -> list[str]:
        """Wait for a moment while another nowsync is at work."""
        from nowsync.board.offers import carry

        end = time.monotonic() + self.patience
        while True:
            try:
                return carry(self.find(), offer, address)
            except LedgerBusy as error:
                if time.monotonic() > end:
                    return [f"{error}. Nothing was done; press the button again in a moment."]
                time.sleep(PAUSE_SECONDS)


class BoardServer(Loopback):
    """Serves the board to the browsers that bring a link."""

    def __init__(self, port: int, desk: Desk) -> None:
        self.door = Door(desk.folder)
        self.desk = desk
        super().__init__(port, self.door, _Handler)


class _Handler(Guarded):
    """Answers with pages, and takes buttons."""

    server: BoardServer
    # With no-referrer, a browser would not say whose form it sends.
    referrer = "same-origin"
    stranger = "Type nowsync page, and open the address that it prints, once."

    def show(self, path: str, asked: Mapping[str, str]) -> None:
        """Show a page."""
        from nowsync.board.pages import PAGES, policy

        session = self.server.door.session(self.cookie)
        if path not in PAGES or session is None:
            self.answer(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return
        self.policy = policy()
        text = self.server.desk.page(path, session, asked.get("year", ""))
        self.answer(HTTPStatus.OK, text, HTML)

    def act(self, path: str, form: Mapping[str, str]) -> None:
        """Do what a button says, and lead back to a page, so that a reload does nothing."""
        session = self.server.door.session(self.cookie)
        if path != "/do" or session is None:
            self.answer(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return
        self.server.desk.do(session, form.get("token", ""), form.get("address", ""))
        back = form.get("back", "/")
        self.lead_to(back if back in ("/", "/published") else "/")
