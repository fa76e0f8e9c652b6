"""The trail as evidence: a Merkle tree over it, commitments to what is personal, and signed checkpoints."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BATCH = 10_000
"""Entries read at once while the tree over an older trail is built."""


def upgrade() -> None:
    op.execute("ALTER TABLE trail_entries ADD COLUMN nodes TEXT DEFAULT '' NOT NULL")
    op.create_table(
        "trail_personal",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["trail_entries.sequence"], name=op.f("fk_trail_personal_sequence")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_trail_personal_person_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_trail_personal")),
    )
    op.create_index(op.f("ix_trail_personal_person_id"), "trail_personal", ["person_id"], unique=False)
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
        sa.UniqueConstraint("size", "key", name=op.f("uq_checkpoints_size_key")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    on = " ON trail_entries" if postgresql else ""
    op.execute(f"DROP TRIGGER trail_entries_no_update{on}")
    _grow_tree()
    if postgresql:
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS trail_entries_in_order ON trail_entries")
        op.execute("DROP FUNCTION IF EXISTS refuse_disorder()")
    else:
        op.execute("DROP TRIGGER IF EXISTS trail_entries_in_order")
    op.drop_table("checkpoints")
    op.drop_index(op.f("ix_trail_personal_person_id"), table_name="trail_personal")
    op.drop_table("trail_personal")
    op.execute("ALTER TABLE trail_entries DROP COLUMN nodes")


def _grow_tree() -> None:
    """Give the entries of an older trail the nodes they complete."""
    connection, peaks = op.get_bind(), list[bytes]()
    size = 0
    while rows := connection.execute(
        sa.text(
            "SELECT sequence, hash FROM trail_entries WHERE sequence > :after ORDER BY sequence LIMIT :most"
        ),
        {"after": size, "most": BATCH},
    ).all():
        changed = []
        for sequence, entry_hash in rows:
            below, nodes = hashlib.sha256(b"\x00" + bytes.fromhex(entry_hash)).digest(), ""
            for _level in range((sequence & -sequence).bit_length() - 1):
                below = hashlib.sha256(b"\x01" + peaks.pop() + below).digest()
                nodes += below.hex()
            peaks.append(below)
            size = sequence
            if nodes:
                changed.append({"sequence": sequence, "nodes": nodes})
        if changed:
            connection.execute(
                sa.text("UPDATE trail_entries SET nodes = :nodes WHERE sequence = :sequence"), changed
            )


def _guard_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER trail_entries_no_update BEFORE UPDATE ON trail_entries "
        "BEGIN SELECT RAISE(ABORT, 'trail_entries is only appended to'); END"
    )
    # An INSERT OR REPLACE walks around delete triggers on connections that don't ask for recursive ones.
    op.execute(
        "CREATE TRIGGER trail_entries_in_order BEFORE INSERT ON trail_entries "
        "WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM trail_entries) "
        "OR NEW.previous_hash <> coalesce("
        "(SELECT hash FROM trail_entries WHERE sequence = NEW.sequence - 1), "
        "'0000000000000000000000000000000000000000000000000000000000000000') "
        "OR EXISTS (SELECT 1 FROM trail_entries WHERE hash = NEW.hash) "
        "BEGIN SELECT RAISE(ABORT, 'an entry follows the newest one'); END"
    )
    op.execute(
        "CREATE TRIGGER trail_personal_no_replace BEFORE INSERT ON trail_personal "
        "WHEN EXISTS (SELECT 1 FROM trail_personal WHERE sequence = NEW.sequence) "
        "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: trail_personal'); END"
    )
    op.execute(
        "CREATE TRIGGER trail_personal_no_update BEFORE UPDATE ON trail_personal "
        "BEGIN SELECT RAISE(ABORT, 'trail_personal is only appended to and erased'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER checkpoints_no_{verb.lower()} BEFORE {verb} ON checkpoints "
            f"BEGIN SELECT RAISE(ABORT, 'checkpoints is only appended to'); END"
        )
    op.execute(
        "CREATE TRIGGER checkpoints_no_replace BEFORE INSERT ON checkpoints "
        "WHEN EXISTS (SELECT 1 FROM checkpoints "
        "WHERE id = NEW.id OR (size = NEW.size AND key = NEW.key)) "
        "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: checkpoints'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER trail_entries_no_update BEFORE UPDATE ON trail_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_disorder() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM trail_entries) "
        "OR NEW.previous_hash <> coalesce("
        "(SELECT hash FROM trail_entries WHERE sequence = NEW.sequence - 1), repeat('0', 64)) "
        "THEN RAISE EXCEPTION 'an entry follows the newest one'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER trail_entries_in_order BEFORE INSERT ON trail_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_disorder()"
    )
    op.execute(
        "CREATE TRIGGER trail_personal_no_update BEFORE UPDATE ON trail_personal "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER checkpoints_no_{verb.lower()} BEFORE {verb} ON checkpoints "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER checkpoints_no_truncate BEFORE TRUNCATE ON checkpoints "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER trail_personal_no_truncate BEFORE TRUNCATE ON trail_personal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
