"""Since when a guideline or a course is required: a history takes the place of a flag."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SUBJECTS = (("guideline", "guidelines"), ("course", "courses"))


def upgrade() -> None:
    for subject, table in SUBJECTS:
        history = f"{subject}_requirements"
        op.create_table(
            history,
            sa.Column(f"{subject}_id", sa.Integer(), nullable=False),
            sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("is_required", sa.Boolean(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("by", sa.Integer(), nullable=True),
            sa.ForeignKeyConstraint(
                [f"{subject}_id"], [f"{table}.id"], name=op.f(f"fk_{history}_{subject}_id")
            ),
            sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f(f"fk_{history}_by")),
            sa.PrimaryKeyConstraint(f"{subject}_id", "number", name=op.f(f"pk_{history}")),
        )
        _move_flags(subject, table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN is_required")
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for subject, table in SUBJECTS:
        history = f"{subject}_requirements"
        op.execute(f"ALTER TABLE {table} ADD COLUMN is_required BOOLEAN DEFAULT true NOT NULL")
        newest = (
            f"SELECT max(number) FROM {history} AS each "  # (our own names)  # nosec B608
            f"WHERE each.{subject}_id = {table}.id"
        )
        op.execute(
            f"UPDATE {table} SET is_required = false "  # (our own names)  # nosec B608
            f"WHERE EXISTS (SELECT 1 FROM {history} AS last "
            f"WHERE last.{subject}_id = {table}.id AND NOT last.is_required AND last.number = ({newest}))"
        )
        if postgresql:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN is_required DROP DEFAULT")
        op.drop_table(history)
    if postgresql:
        op.execute("DROP FUNCTION IF EXISTS refuse_change_of_requirement()")


def _move_flags(subject: str, table: str) -> None:
    """Say of each that it was so from its first publication on, so that questions keep their answers.

    What is not published yet was so from today on: it binds nobody before it is published.
    """
    flags = sa.table(table, sa.column("id", sa.Integer), sa.column("is_required", sa.Boolean))
    moment = sa.DateTime(timezone=True)
    versions = sa.table(
        f"{subject}_versions", sa.column(f"{subject}_id", sa.Integer), sa.column("published_at", moment)
    )
    history = sa.table(
        f"{subject}_requirements",
        sa.column(f"{subject}_id", sa.Integer),
        sa.column("number", sa.Integer),
        sa.column("is_required", sa.Boolean),
        sa.column("at", moment),
    )
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        # SQLite keeps moments in UTC without saying so.
        now = now.replace(tzinfo=None)
    first = (
        sa.select(sa.func.min(versions.c.published_at))
        .where(versions.c[f"{subject}_id"] == flags.c.id)
        .scalar_subquery()
    )
    rows = sa.select(
        flags.c.id, sa.literal(1), flags.c.is_required, sa.func.coalesce(first, sa.literal(now, moment))
    )
    op.execute(sa.insert(history).from_select([f"{subject}_id", "number", "is_required", "at"], rows))


def _guard_sqlite() -> None:
    for subject, _table in SUBJECTS:
        history = f"{subject}_requirements"
        op.execute(
            f"CREATE TRIGGER {history}_no_update BEFORE UPDATE ON {history} "
            f"BEGIN SELECT RAISE(ABORT, '{history} is only appended to'); END"
        )
        # What was never published may be thrown away with all that was said of it.
        op.execute(
            f"CREATE TRIGGER {history}_no_delete BEFORE DELETE ON {history} "  # (our own names)  # nosec B608
            f"WHEN EXISTS (SELECT 1 FROM {subject}_versions "
            f"WHERE {subject}_id = OLD.{subject}_id AND published_at IS NOT NULL) "
            f"BEGIN SELECT RAISE(ABORT, '{history} is only appended to'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_requirement() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE published boolean; "
        "BEGIN EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I "
        "WHERE %I = ($1).%I AND published_at IS NOT NULL)', TG_ARGV[0], TG_ARGV[1], TG_ARGV[1]) "
        "INTO published USING OLD; "
        "IF published THEN RAISE EXCEPTION '% is only appended to', TG_TABLE_NAME; END IF; "
        "RETURN OLD; END $$"
    )
    for subject, _table in SUBJECTS:
        history = f"{subject}_requirements"
        op.execute(
            f"CREATE TRIGGER {history}_no_update BEFORE UPDATE ON {history} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {history}_no_delete BEFORE DELETE ON {history} FOR EACH ROW EXECUTE FUNCTION "
            f"refuse_change_of_requirement('{subject}_versions', '{subject}_id')"
        )
        op.execute(
            f"CREATE TRIGGER {history}_no_truncate BEFORE TRUNCATE ON {history} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
