"""Certificates of passes: published by their holders, withdrawn by the programme manager."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KEYS = {
    "certificates": ("id", "attempt_id", "public_id"),
    "certificate_publications": ("certificate_id, number", "entry"),
    "certificate_withdrawals": ("certificate_id", "entry"),
}
"""Tables whose rows nobody changes or deletes, and by which columns a row is the same as another: SQLite's
INSERT OR REPLACE would take the other one out, past the triggers on deleting."""


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["results.attempt_id"], name=op.f("fk_certificates_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_certificates_attempt_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificates_public_id")),
    )
    op.create_table(
        "certificate_publications",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_publications_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_certificate_publications_entry")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "number", name=op.f("pk_certificate_publications")),
        sa.UniqueConstraint("entry", name=op.f("uq_certificate_publications_entry")),
    )
    op.create_table(
        "certificate_withdrawals",
        sa.Column("certificate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_withdrawals_certificate_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_certificate_withdrawals_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_certificate_withdrawals_entry")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_withdrawals")),
        sa.UniqueConstraint("entry", name=op.f("uq_certificate_withdrawals_entry")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    for table in reversed(KEYS):
        op.drop_table(table)


def _guard_sqlite() -> None:
    for table, keys in KEYS.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )
        same = " OR ".join(
            f"({key}) = ({', '.join(f'NEW.{column}' for column in key.split(', '))})" for key in keys
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # (our own names)  # nosec B608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}'); END"
        )


def _guard_postgresql() -> None:
    for table in KEYS:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
