"""Following up guidelines: tasks, reminders, and the letters that tell of a publication."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "guideline_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_guideline_tasks_person_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_guideline_tasks_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_tasks")),
    )
    op.create_index(
        "uq_guideline_tasks_version_id", "guideline_tasks", ["version_id", "person_id", "number"], unique=True
    )
    op.create_index("ix_guideline_tasks_person_id", "guideline_tasks", ["person_id"], unique=False)
    op.create_table(
        "task_reminders",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["guideline_tasks.id"], name=op.f("fk_task_reminders_task_id")),
        sa.PrimaryKeyConstraint("task_id", "kind", name=op.f("pk_task_reminders")),
    )
    op.create_table(
        "publications",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("last_task", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_publications_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_publications")),
    )


def downgrade() -> None:
    op.drop_table("publications")
    op.drop_table("task_reminders")
    op.drop_index("ix_guideline_tasks_person_id", table_name="guideline_tasks")
    op.drop_index("uq_guideline_tasks_version_id", table_name="guideline_tasks")
    op.drop_table("guideline_tasks")
