"""Reconciliation: which posts are of which entries. What cannot be told for sure is a question."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.core.action import Work
from nowsync.core.candidate import Candidate, bare, bare_link, host_of
from nowsync.core.entry import EntryId
from nowsync.core.post import Post
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt

# A post says this much of an entry at least, or it is of another one.
SHARED = 0.5
# Two entries that share this much with a post alike are told apart by their month.
ALIKE = 0.15


class Adoption(Struct, frozen=True):
    """A post that is an entry's for sure, and why. `same`: it says what would be posted now."""

    candidate: Candidate
    post: Post
    why: str
    same: bool


class Question(Struct, frozen=True):
    """A post that may be one entry's or another's: a person has to tell.

    It is `likely` to be of one of them if more speaks for it than a link to their page.
    """

    post: Post
    entries: tuple[EntryId, ...]
    why: str
    likely: bool = True


class Reconciliation(Struct, frozen=True):
    """What became of each post. `strangers` lead to the site and are of no entry; `others` do not.

    `settled` are posts that the ledger knows already.
    """

    adoptions: tuple[Adoption, ...] = ()
    questions: tuple[Question, ...] = ()
    strangers: tuple[Post, ...] = ()
    settled: int = 0
    others: int = 0


class _Settled(Struct, frozen=True):
    """A post that the ledger knows as it is."""


def reconcile(posts: Iterable[Post], candidates: Sequence[Candidate], site: str) -> Reconciliation:
    """Find the entry of each post. An entry gets one post at most, and a post one entry."""
    posts = tuple(posts)
    here = _Here.of(candidates, posts)
    found = [_of_known(post, here) or _of_unknown(post, here) for post in posts]
    adoptions = [each for each in found if isinstance(each, Adoption)]
    claims = Counter(each.candidate.entry for each in adoptions)
    several = (each for each in adoptions if claims[each.candidate.entry] > 1)
    questions = [each for each in found if isinstance(each, Question)]
    questions += [
        Question(each.post, (each.candidate.entry,), "it is one of several that say this")
        for each in several
    ]
    unknown = [post for post, each in zip(posts, found, strict=True) if each is None]
    strangers = tuple(each for each in unknown if site in map(host_of, each.links))
    return Reconciliation(
        adoptions=tuple(each for each in adoptions if claims[each.candidate.entry] == 1),
        questions=tuple(questions),
        strangers=strangers,
        settled=sum(isinstance(each, _Settled) for each in found),
        others=len(unknown) - len(strangers),
    )


def likely_there(
    posts: Iterable[Post], wanted: Mapping[EntryId, Work], known: Iterable[Publication]
) -> Mapping[EntryId, Post]:
    """Tell which entries that are to be posted seem to be there already, unknown to the ledger."""
    ours = {key for each in known for key in _keys(each)}
    unknown = [each for each in posts if _key(each.receipts[0]) not in ours]
    found = reconcile(unknown, [Candidate.of(entry, work) for entry, work in wanted.items()], "")
    asked = {entry: each.post for each in found.questions if each.likely for entry in each.entries}
    return asked | {each.candidate.entry: each.post for each in found.adoptions}


class _Here(Struct, frozen=True):
    """The entries, by what tells them from each other."""

    by_receipt: Mapping[tuple[str, str], Candidate]
    by_link: Mapping[str, Candidate]
    by_title: Mapping[str, Candidate]
    open: Sequence[Candidate]

    @classmethod
    def of(cls, candidates: Sequence[Candidate], posts: Sequence[Post]) -> "_Here":
        by_receipt = {key: each for each in candidates for key in _keys(each.publication)}
        # One whose post is there needs no other.
        there = {
            by_receipt[key].entry
            for post in posts
            for key in [_key(post.receipts[0])]
            if key in by_receipt
        }
        # Of a single entry nobody can tell whether another one will have the same page.
        several = len(candidates) > 1
        by_link = _alone(
            (bare_link(link), each)
            for each in candidates
            for link in (each.permalink, each.link if several else None)
            if link
        )
        by_title = _alone(
            (bare(title), each) for each in candidates for title in (each.title, each.first_line)
        )
        return cls(
            by_receipt, by_link, by_title, [each for each in candidates if each.entry not in there]
        )

    def linked(self, post: Post) -> Candidate | None:
        """Give the entry that a post leads to, if it leads to one alone that has no post yet."""
        found = [self.by_link[each] for each in map(bare_link, post.links) if each in self.by_link]
        return found[0] if len(found) == 1 and found[0] in self.open else None

    def titled(self, post: Post) -> Candidate | None:
        """Give the entry whose heading a post has, if it is that one's alone."""
        heading = bare(post.title or post.texts[0].strip().partition("\n")[0])
        found = self.by_title.get(heading)
        return found if found in self.open else None


def _of_known(post: Post, here: _Here) -> Adoption | _Settled | None:
    """Look at a post that the ledger knows: it may say more there than the ledger was told."""
    candidate = here.by_receipt.get(_key(post.receipts[0]))
    if candidate is None:
        return None
    same = candidate.is_said_by(post)
    if {_key(each) for each in post.receipts} - _keys(candidate.publication):
        return Adoption(candidate, post, "there is more of it than was known", same)
    if candidate.changed and same:
        return Adoption(candidate, post, "it says already what the entry says now", same)
    return _Settled()


def _of_unknown(post: Post, here: _Here) -> Adoption | Question | None:
    """Look for the entry of a post that the ledger does not know."""
    same = [each for each in here.open if each.is_said_by(post)]
    if len(same) == 1:
        return Adoption(same[0], post, "it says what would be posted now", same=True)
    if same:
        return _by_month(post, same, "it says what would be posted now, of several entries")
    if linked := here.linked(post):
        return _by_time(post, linked, "it leads to this entry")
    if titled := here.titled(post):
        return _by_time(post, titled, "it has the heading of this entry")
    shares = {each.entry: each.share_of(post) for each in here.open}
    most = max(shares.values(), default=0)
    if most < SHARED:
        return _by_page(post, here)
    alike = [each for each in here.open if shares[each.entry] > most - ALIKE]
    return _by_month(post, alike, "most of it stands in the entry")


def _by_time(post: Post, candidate: Candidate, why: str) -> Adoption | Question:
    """Believe what speaks for an entry if the post is of its time; a draft's time is not known.

    A page that has a single entry today may have had another one when it was linked to.
    """
    if post.at is None or candidate.is_near(post):
        return Adoption(candidate, post, why, same=False)
    return Question(post, (candidate.entry,), f"{why}, but is of another time")


def _by_month(post: Post, alike: Sequence[Candidate], why: str) -> Adoption | Question:
    """Tell entries apart by when they are dated, which must be not long before the post."""
    near = [each for each in alike if each.is_near(post)]
    month = [each for each in near if post.at and _month(each.dated) == _month(post.at)]
    chosen = near if len(near) == 1 else month
    if len(chosen) != 1:
        return Question(post, tuple(each.entry for each in alike), why)
    return Adoption(chosen[0], post, why, same=chosen[0].is_said_by(post))


def _by_page(post: Post, here: _Here) -> Question | None:
    """Ask about a post that says little, and leads to the page of an entry of its month."""
    links = set(map(bare_link, post.links))
    near = [
        each
        for each in here.open
        if links.intersection(map(bare_link, each.links)) and each.is_near(post)
    ]
    if not near:
        return None
    entries = tuple(each.entry for each in near)
    return Question(post, entries, "it leads to the page, and says less", likely=False)


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month


def _alone(named: Iterable[tuple[str, Candidate]]) -> Mapping[str, Candidate]:
    """Keep the names that only one entry has."""
    pairs = {(name, each.entry): each for name, each in named if name}
    counts = Counter(name for name, _ in pairs)
    return {name: each for (name, _), each in pairs.items() if counts[name] == 1}


def _keys(publication: Publication | None) -> set[tuple[str, str]]:
    receipts = publication.receipts if publication else ()
    return {_key(each) for each in receipts}


def _key(receipt: Receipt) -> tuple[str, str]:
    return receipt.kind, receipt.id
