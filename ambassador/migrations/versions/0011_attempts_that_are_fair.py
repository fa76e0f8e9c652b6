"""Attempts: how many and how far apart, what each asks, and how they count once a question is withdrawn."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

APPENDED = ("attempt_grants", "question_withdrawals", "remarked_results")
"""Tables whose rows nobody changes or deletes."""

KEYS = {
    "attempt_grants": ("id", "person_id, version_id, number", "entry"),
    "question_withdrawals": ("question_id",),
    "remarked_results": ("attempt_id, number", "question_id, attempt_id"),
}
"""By which columns a row is the same as another: SQLite's INSERT OR REPLACE would take the other one out,
past the triggers on deleting, where a connection doesn't ask for recursive ones."""


def upgrade() -> None:
    for column in (
        "course_versions ADD COLUMN most_attempts INTEGER",
        "course_versions ADD COLUMN pause_hours INTEGER DEFAULT 0 NOT NULL",
        "course_versions ADD COLUMN questions_asked INTEGER",
        "course_versions ADD COLUMN is_shuffled BOOLEAN DEFAULT false NOT NULL",
        "attempts ADD COLUMN asked JSON",
    ):
        op.execute(f"ALTER TABLE {column}")
    op.create_table(
        "kept_answers",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_kept_answers_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_kept_answers")),
    )
    op.create_table(
        "attempt_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attempt_grants_person_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["course_versions.id"], name=op.f("fk_attempt_grants_version_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_attempt_grants_by")),
        sa.ForeignKeyConstraint(["entry"], ["trail_entries.sequence"], name=op.f("fk_attempt_grants_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_grants")),
        sa.UniqueConstraint("entry", name=op.f("uq_attempt_grants_entry")),
        sa.UniqueConstraint(
            "person_id", "version_id", "number", name=op.f("uq_attempt_grants_person_id_version_id_number")
        ),
    )
    op.create_index(op.f("ix_attempt_grants_version_id"), "attempt_grants", ["version_id"], unique=False)
    op.create_table(
        "question_withdrawals",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_withdrawals_question_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_question_withdrawals_by")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_withdrawals")),
    )
    op.create_table(
        "remarked_results",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("is_new_pass", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["results.attempt_id"], name=op.f("fk_remarked_results_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question_withdrawals.question_id"],
            name=op.f("fk_remarked_results_question_id"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_remarked_results")),
        sa.UniqueConstraint(
            "question_id", "attempt_id", name=op.f("uq_remarked_results_question_id_attempt_id")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    for table in ("remarked_results", "question_withdrawals"):
        op.drop_table(table)
    op.drop_index(op.f("ix_attempt_grants_version_id"), table_name="attempt_grants")
    for table in ("attempt_grants", "kept_answers"):
        op.drop_table(table)
    op.execute("ALTER TABLE attempts DROP COLUMN asked")
    for column in ("is_shuffled", "questions_asked", "pause_hours", "most_attempts"):
        op.execute(f"ALTER TABLE course_versions DROP COLUMN {column}")


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
