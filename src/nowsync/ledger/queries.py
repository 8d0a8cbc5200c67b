"""What the ledger is asked, where a question takes more than a few words."""

# The first event of each operation is the one of its verb, or says that what was there is kept:
# so both are in the same order.
EVENTS = """
WITH begun AS (
    SELECT id, target, entry, row_number() OVER of_entry AS number FROM event
    WHERE kind IN ('create', 'update', 'retract', 'withdraw', 'kept')
    WINDOW of_entry AS (PARTITION BY target, entry ORDER BY id)
), frozen AS (
    SELECT target, entry, row_number() OVER of_entry AS number,
        (SELECT count(*) FROM step WHERE step.operation = operation.id) AS steps
    FROM operation WINDOW of_entry AS (PARTITION BY target, entry ORDER BY id)
)
SELECT event.at, event.target, event.entry, event.kind, event.detail, coalesce(frozen.steps, 0)
FROM event
LEFT JOIN begun ON begun.id = event.id
LEFT JOIN frozen ON (frozen.target, frozen.entry, frozen.number)
    = (begun.target, begun.entry, begun.number)
ORDER BY event.id
"""


# The indexes are named because SQLite would rather read the tables, which are much larger.
PUBLICATIONS = """
SELECT publication.entry, standing, made.id, made.published_at, made.updated_at, made.digest,
    stays IS publication.operation, step.receipt
FROM publication
LEFT JOIN operation AS made INDEXED BY operation_of_entry
    ON (made.target, made.entry, made.id)
    = (publication.target, publication.entry, publication.operation)
LEFT JOIN step INDEXED BY receipt_of_step
    ON step.operation = publication.operation AND receipt IS NOT NULL
WHERE publication.target = ? ORDER BY publication.entry, step.position
"""
# The latest of each entry that was not dropped, where that one is not done.
NOT_DONE = """
SELECT entry, id FROM operation AS latest
WHERE target = ? AND state != 'done' AND state != 'dropped' AND NOT EXISTS (
    SELECT 1 FROM operation AS later WHERE later.target = latest.target
    AND later.entry = latest.entry AND later.id > latest.id AND later.state != 'dropped'
)
"""


DRIFTS = """
SELECT publication.entry, drift.state, drift.ours, drift.theirs
FROM publication JOIN drift USING (operation)
WHERE publication.target = ? AND publication.standing = 'published' AND drift.state != 'over'
"""


ATTEMPTS = """
SELECT payload, step.state, sends, first_sent, last_sent, receipt, answer
FROM operation JOIN step ON operation = operation.id
WHERE target = ? AND entry = coalesce(?, entry) AND sends > 0
ORDER BY operation.id, position
"""


APPROVALS = """
SELECT entry, deed, given_at FROM approval
WHERE id IN (SELECT max(id) FROM approval WHERE target = ? GROUP BY entry)
"""
HOLDS = "SELECT entry, since FROM hold WHERE target = ? AND released IS NULL"
STANDING_STEPS = """
SELECT payload FROM publication JOIN step USING (operation)
WHERE target = ? AND standing = 'published' ORDER BY entry, position
"""
STANDING_KEYS = """
SELECT key FROM publication JOIN step_key USING (operation)
WHERE target = ? AND standing = 'published' ORDER BY entry, position
"""
LAST_MADE = """
SELECT entry, max(last_sent) FROM operation JOIN step ON operation = operation.id
WHERE target = ? AND verb = ? AND step.state = 'confirmed' GROUP BY entry
"""
