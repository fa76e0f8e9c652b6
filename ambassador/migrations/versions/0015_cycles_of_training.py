"""Cycles of training: by when to pass, the grace after a pass, waivers, and reminders."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

APPENDED = ("course_waivers", "course_waiver_ends")
"""Tables whose rows nobody changes or deletes."""

KEYS = {
    "course_waivers": ("id", "person_id, course_id, number", "entry"),
    "course_waiver_ends": ("waiver_id", "entry"),
}
"""By which columns a row is the same as another: SQLite's INSERT OR REPLACE would take the other one out,
past the triggers on deleting, where a connection doesn't ask for recursive ones."""

COLUMNS = {
    "course_versions": (
        ("days_to_pass", "INTEGER DEFAULT 30 NOT NULL"),
        ("grace_days", "INTEGER DEFAULT 0 NOT NULL"),
    ),
    "results": (("cleared_until", "{moment}"), ("anchor_day", "INTEGER")),
    "remarked_results": (("cleared_until", "{moment}"), ("anchor_day", "INTEGER")),
}


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    moment = "TIMESTAMP WITH TIME ZONE" if is_postgresql else "DATETIME"
    # Columns that are empty or have a fixed default change no row, so what is frozen stays as it is.
    for table, columns in COLUMNS.items():
        for column, kind in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(moment=moment)}")
    _create_cycles()
    _create_waivers()
    if is_postgresql:
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    op.drop_table("course_waiver_ends")
    op.drop_index(op.f("ix_course_waivers_course_id"), table_name="course_waivers")
    op.drop_table("course_waivers")
    op.drop_table("cycle_reminders")
    for index in ("ix_course_cycles_course_id", "uq_course_cycles_open"):
        op.drop_index(index, table_name="course_cycles")
    op.drop_table("course_cycles")
    for table, columns in COLUMNS.items():
        for column, _kind in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _create_cycles() -> None:
    is_open = sa.text("ended_at IS NULL")
    op.create_table(
        "course_cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_course_cycles_person_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_course_cycles_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_cycles")),
        sa.UniqueConstraint(
            "person_id", "course_id", "number", name=op.f("uq_course_cycles_person_id_course_id_number")
        ),
    )
    op.create_index(
        "uq_course_cycles_open",
        "course_cycles",
        ["person_id", "course_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_course_cycles_course_id", "course_cycles", ["course_id", "ended_at"], unique=False)
    op.create_table(
        "cycle_reminders",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["course_cycles.id"], name=op.f("fk_cycle_reminders_cycle_id")),
        sa.PrimaryKeyConstraint("cycle_id", "kind", name=op.f("pk_cycle_reminders")),
    )


def _create_waivers() -> None:
    op.create_table(
        "course_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_course_waivers_person_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_course_waivers_course_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_course_waivers_by")),
        sa.ForeignKeyConstraint(["entry"], ["trail_entries.sequence"], name=op.f("fk_course_waivers_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_waivers")),
        sa.UniqueConstraint("entry", name=op.f("uq_course_waivers_entry")),
        sa.UniqueConstraint(
            "person_id", "course_id", "number", name=op.f("uq_course_waivers_person_id_course_id_number")
        ),
    )
    op.create_index(op.f("ix_course_waivers_course_id"), "course_waivers", ["course_id"], unique=False)
    op.create_table(
        "course_waiver_ends",
        sa.Column("waiver_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["waiver_id"], ["course_waivers.id"], name=op.f("fk_course_waiver_ends_waiver_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_course_waiver_ends_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_course_waiver_ends_entry")
        ),
        sa.PrimaryKeyConstraint("waiver_id", name=op.f("pk_course_waiver_ends")),
        sa.UniqueConstraint("entry", name=op.f("uq_course_waiver_ends_entry")),
    )


def _guard_sqlite() -> None:
    for table in APPENDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )
    for table, keys in KEYS.items():
        same = " OR ".join(
            f"({key}) = ({', '.join(f'NEW.{column}' for column in key.split(', '))})" for key in keys
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # (our own names)  # nosec B608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}'); END"
        )


def _guard_postgresql() -> None:
    for table in APPENDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
