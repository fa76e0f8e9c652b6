"""Courses: for whom a version is, and which courses must be passed before it."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

OF_A_VERSION = {
    "course_version_teams": ("team_id", "teams"),
    "course_prerequisites": ("course_id", "courses"),
}
"""Tables whose rows are frozen with the version they belong to: the other column, and what it names."""


def upgrade() -> None:
    # A column with a fixed default changes no row, so what is published and frozen stays as it is.
    op.execute("ALTER TABLE course_versions ADD COLUMN audience VARCHAR(20) DEFAULT 'ambassadors' NOT NULL")
    for table, (column, named) in OF_A_VERSION.items():
        op.create_table(
            table,
            sa.Column("version_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["version_id"], ["course_versions.id"], name=op.f(f"fk_{table}_version_id")
            ),
            sa.ForeignKeyConstraint([column], [f"{named}.id"], name=op.f(f"fk_{table}_{column}")),
            sa.PrimaryKeyConstraint("version_id", column, name=op.f(f"pk_{table}")),
        )
        for verb in ("INSERT", "UPDATE", "DELETE"):
            _freeze(table, verb)


def downgrade() -> None:
    for table in OF_A_VERSION:
        op.drop_table(table)
    op.execute("ALTER TABLE course_versions DROP COLUMN audience")


def _freeze(table: str, verb: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_text('course_versions')"
        )
        return
    row = "NEW" if verb == "INSERT" else "OLD"
    op.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "  # (our own names)  # nosec B608
        f"WHEN (SELECT published_at FROM course_versions WHERE id = {row}.version_id) IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END"
    )
