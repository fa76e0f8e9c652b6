"""Tallies: sums over results, and the list of results that are not in them yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

INDEXES = {
    "ix_results_passes": (
        ["course_id", "person_id", "attempt_id", "at", "valid_until", "is_passed"],
        "is_passed = 1 AND valid_until IS NOT NULL",
        "is_passed AND valid_until IS NOT NULL",
    ),
    "ix_results_others": (
        ["course_id", "person_id", "attempt_id", "asked", "is_passed"],
        "is_passed = 0",
        "NOT is_passed",
    ),
}
"""Of results: columns, and for which rows, on SQLite and on PostgreSQL."""


def upgrade() -> None:
    op.create_table(
        "untallied_results",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["results.attempt_id"], name=op.f("fk_untallied_results_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_untallied_results")),
    )
    op.create_table(
        "question_tallies",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_right", sa.Integer(), nullable=False),
        sa.Column("people_missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_tallies_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_tallies")),
    )
    op.create_table(
        "time_tallies",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["course_versions.id"], name=op.f("fk_time_tallies_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "minutes", name=op.f("pk_time_tallies")),
    )
    for name, (columns, on_sqlite, on_postgresql) in INDEXES.items():
        op.create_index(
            name,
            "results",
            columns,
            unique=False,
            sqlite_where=sa.text(on_sqlite),
            postgresql_where=sa.text(on_postgresql),
        )
    op.execute("INSERT INTO untallied_results (attempt_id) SELECT attempt_id FROM results")
    # By the database, so that no way of writing a result forgets it.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION note_untallied_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO untallied_results (attempt_id) VALUES (NEW.attempt_id); RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER results_are_untallied AFTER INSERT ON results "
            "FOR EACH ROW EXECUTE FUNCTION note_untallied_result()"
        )
    else:
        op.execute(
            "CREATE TRIGGER results_are_untallied AFTER INSERT ON results "
            "BEGIN INSERT INTO untallied_results (attempt_id) VALUES (NEW.attempt_id); END"
        )


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER results_are_untallied{' ON results' if is_postgresql else ''}")
    if is_postgresql:
        op.execute("DROP FUNCTION note_untallied_result()")
    for name in INDEXES:
        op.drop_index(name, table_name="results")
    for table in ("time_tallies", "question_tallies", "untallied_results"):
        op.drop_table(table)
