"""The ledger's schema: an append-only list. Order is important; add at the end, change nothing."""

import sqlite3

from nowsync.core.errors import LedgerError, LedgerUnfit

# "nows" in ASCII: a file of somebody else's is never taken for a ledger.
APPLICATION_ID = 0x6E6F7773

MIGRATIONS = (
    """
    CREATE TABLE target (
        name TEXT PRIMARY KEY,
        platform TEXT NOT NULL,
        origin TEXT NOT NULL,
        met_at TEXT NOT NULL,
        account_id TEXT,
        account_name TEXT,
        not_before TEXT
    ) STRICT;

    CREATE TABLE operation (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        verb TEXT NOT NULL CHECK (verb IN ('create', 'update')),
        meaning TEXT NOT NULL,
        published_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused', 'held', 'dropped')),
        reason TEXT
    ) STRICT;
    CREATE INDEX operation_of_entry ON operation (target, entry, id);
    -- Two operations at once on one entry there would be two posts.
    CREATE UNIQUE INDEX one_open_operation ON operation (target, entry) WHERE state = 'open';

    CREATE TABLE step (
        operation INTEGER NOT NULL REFERENCES operation (id),
        position INTEGER NOT NULL,
        payload TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('planned', 'in flight', 'unknown', 'confirmed', 'refused')),
        sends INTEGER NOT NULL DEFAULT 0,
        first_sent TEXT,
        last_sent TEXT,
        receipt TEXT,
        answer TEXT,
        PRIMARY KEY (operation, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE publication (
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        standing TEXT NOT NULL CHECK (standing IN ('baseline', 'published', 'gone')),
        operation INTEGER REFERENCES operation (id),
        PRIMARY KEY (target, entry)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        target TEXT NOT NULL,
        entry TEXT,
        kind TEXT NOT NULL,
        detail TEXT
    ) STRICT;
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;
    CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
        BEGIN SELECT RAISE (ABORT, 'events are never deleted'); END;
    """,
    """
    CREATE TABLE entry (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        dated TEXT NOT NULL,
        digest TEXT NOT NULL,
        meaning TEXT NOT NULL,
        first_seen TEXT NOT NULL
    ) STRICT;
    """,
    """
    -- When the entry was first seen finished and as it is; nothing for a draft.
    ALTER TABLE entry ADD COLUMN finished_at TEXT;
    UPDATE entry SET finished_at = first_seen;
    """,
    """
    -- What is there beside what we left there; it counts while its operation is the one standing.
    CREATE TABLE drift (
        operation INTEGER PRIMARY KEY REFERENCES operation (id),
        found_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('found', 'kept', 'over')),
        ours TEXT NOT NULL,
        theirs TEXT NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE access (
        target TEXT PRIMARY KEY,
        origin TEXT NOT NULL,
        account_id TEXT,
        account_name TEXT,
        scopes TEXT,
        place TEXT,
        since TEXT,
        used_at TEXT,
        paused TEXT
    ) STRICT, WITHOUT ROWID;
    """,
    # SQLite changes no CHECK: both tables are made anew. No foreign key may be enforced meanwhile.
    """
    CREATE TABLE operation_anew (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        verb TEXT NOT NULL CHECK (verb IN ('create', 'update', 'retract', 'withdraw')),
        meaning TEXT NOT NULL,
        published_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused', 'held', 'dropped')),
        reason TEXT
    ) STRICT;
    INSERT INTO operation_anew
        SELECT id, target, entry, verb, meaning, published_at, updated_at, state, reason
        FROM operation;
    DROP TABLE operation;
    ALTER TABLE operation_anew RENAME TO operation;
    CREATE INDEX operation_of_entry ON operation (target, entry, id);
    CREATE UNIQUE INDEX one_open_operation ON operation (target, entry) WHERE state = 'open';

    CREATE TABLE publication_anew (
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        standing TEXT NOT NULL CHECK
            (standing IN ('baseline', 'published', 'gone', 'retracted', 'withdrawn')),
        operation INTEGER REFERENCES operation (id),
        -- What a person wants to stay; as soon as it is edited, they are asked anew.
        stays INTEGER REFERENCES operation (id),
        PRIMARY KEY (target, entry)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO publication_anew
        SELECT target, entry, standing, operation, NULL FROM publication;
    DROP TABLE publication;
    ALTER TABLE publication_anew RENAME TO publication;

    CREATE TABLE hold (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        since TEXT NOT NULL,
        released TEXT
    ) STRICT;
    CREATE UNIQUE INDEX one_hold ON hold (target, entry) WHERE released IS NULL;
    """,
    """
    CREATE TABLE epoch (ledger TEXT NOT NULL, count INTEGER NOT NULL) STRICT;
    INSERT INTO epoch VALUES (lower(hex(randomblob(16))), 0);

    CREATE TABLE breach (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        known_until TEXT
    ) STRICT;
    CREATE TABLE reconciled (
        target TEXT PRIMARY KEY,
        breach INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unfound (
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        PRIMARY KEY (target, entry)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- When a target was heard of last is asked each time.
    CREATE INDEX event_of_target ON event (target, at);
    """,
    """
    -- The last one of an entry on a target counts.
    CREATE TABLE approval (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        entry TEXT NOT NULL,
        deed TEXT NOT NULL,
        given_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX approval_of_entry ON approval (target, entry, id);
    """,
    """
    -- A step's key tells what it says, and a payload never changes. Feeds ask for the keys of all
    -- that stands: in a table of their own, SQLite does not walk over the payloads to find them.
    CREATE TABLE step_key (
        operation INTEGER NOT NULL,
        position INTEGER NOT NULL,
        key TEXT NOT NULL,
        PRIMARY KEY (operation, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO step_key
        SELECT operation, position, coalesce(json_extract(payload, '$.key'), '') FROM step;
    CREATE TRIGGER step_has_a_key AFTER INSERT ON step BEGIN
        INSERT INTO step_key VALUES (
            NEW.operation, NEW.position, coalesce(json_extract(NEW.payload, '$.key'), '')
        );
    END;
    -- What was taken back is little, and asked for each time that a feed is written.
    CREATE INDEX operation_taking_back ON operation (target, id)
        WHERE verb IN ('retract', 'withdraw');
    """,
    """
    -- Each run asks how everything stands. These indexes hold the answer, without what was said and
    -- sent, which is a hundred times as much. The digest is that of the meaning.
    ALTER TABLE operation ADD COLUMN digest TEXT;
    UPDATE operation SET digest = (
        SELECT entry.digest FROM entry
        WHERE entry.id = operation.entry AND entry.meaning = operation.meaning
    );
    DROP INDEX operation_of_entry;
    CREATE INDEX operation_of_entry
        ON operation (target, entry, id, published_at, updated_at, digest);
    CREATE INDEX operation_not_done ON operation (target, entry, id)
        WHERE state != 'done' AND state != 'dropped';
    CREATE INDEX receipt_of_step ON step (operation, position, receipt) WHERE receipt IS NOT NULL;
    CREATE INDEX entry_as_seen ON entry (id, source, dated, digest, finished_at);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a ledger to the newest schema, each migration whole or not at all."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number};"
            f"PRAGMA application_id = {APPLICATION_ID}; COMMIT;"
        )


def check(connection: sqlite3.Connection) -> int:
    """Read the schema's version; raise LedgerError for a file that is not a ledger of ours.

    An empty one is not: a ledger that lost everything must not be taken for a first run.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not tables:
        raise LedgerUnfit("the ledger's file is empty: it may have lost what it knew")
    if application != APPLICATION_ID:
        raise LedgerUnfit("the ledger's file belongs to another program")
    if version > len(MIGRATIONS):
        raise LedgerError(
            f"the ledger was written by a newer nowsync (schema {version}, this one knows "
            f"{len(MIGRATIONS)}); install that version again"
        )
    return int(version)
