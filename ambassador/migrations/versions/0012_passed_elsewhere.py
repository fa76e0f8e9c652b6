"""What was passed elsewhere: recorded with proof, withdrawn when it was a mistake, and lists that wait."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

KEYS = {
    "passes_elsewhere": ("id", "person_id, course_id, passed_on, number", "entry"),
    "pass_elsewhere_withdrawals": ("pass_id", "entry"),
}
"""Tables whose rows nobody changes or deletes, and by which columns a row is the same as another: SQLite's
INSERT OR REPLACE would take the other one out, past the triggers on deleting."""


def upgrade() -> None:
    op.create_table(
        "passes_elsewhere",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anchor_day", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passes_elsewhere_person_id")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_passes_elsewhere_course_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["course_versions.id"], name=op.f("fk_passes_elsewhere_version_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_passes_elsewhere_recorded_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_passes_elsewhere_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes_elsewhere")),
        sa.UniqueConstraint("entry", name=op.f("uq_passes_elsewhere_entry")),
        sa.UniqueConstraint(
            *("person_id", "course_id", "passed_on", "number"),
            name=op.f("uq_passes_elsewhere_person_id_course_id_passed_on_number"),
        ),
    )
    op.create_index(op.f("ix_passes_elsewhere_course_id"), "passes_elsewhere", ["course_id"], unique=False)
    op.create_table(
        "pass_elsewhere_withdrawals",
        sa.Column("pass_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["passes_elsewhere.id"], name=op.f("fk_pass_elsewhere_withdrawals_pass_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_pass_elsewhere_withdrawals_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_pass_elsewhere_withdrawals_entry")
        ),
        sa.PrimaryKeyConstraint("pass_id", name=op.f("pk_pass_elsewhere_withdrawals")),
        sa.UniqueConstraint("entry", name=op.f("uq_pass_elsewhere_withdrawals_entry")),
    )
    op.create_table(
        "pass_elsewhere_scans",
        sa.Column("pass_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["passes_elsewhere.id"], name=op.f("fk_pass_elsewhere_scans_pass_id")
        ),
        sa.PrimaryKeyConstraint("pass_id", name=op.f("pk_pass_elsewhere_scans")),
    )
    op.create_table(
        "passes_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("done", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_passes_uploads_course_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name=op.f("fk_passes_uploads_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes_uploads")),
    )
    op.create_index(op.f("ix_passes_uploads_uploaded_by"), "passes_uploads", ["uploaded_by"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    op.drop_index(op.f("ix_passes_uploads_uploaded_by"), table_name="passes_uploads")
    for table in ("passes_uploads", "pass_elsewhere_scans", "pass_elsewhere_withdrawals"):
        op.drop_table(table)
    op.drop_index(op.f("ix_passes_elsewhere_course_id"), table_name="passes_elsewhere")
    op.drop_table("passes_elsewhere")


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
