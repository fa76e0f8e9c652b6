"""Lessons and questions keep the names they have in the folder of their course."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = ("lessons", "questions")


def upgrade() -> None:
    # A column with a fixed default changes no row, so what is published and frozen stays as it is.
    for table in TABLES:
        op.add_column(table, sa.Column("name", sa.String(length=60), server_default="", nullable=False))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN name")
