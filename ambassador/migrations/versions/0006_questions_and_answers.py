"""Questions beside guidelines and lessons, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "questions_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_questions_asked_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_asked")),
    )
    op.create_index("ix_questions_asked_about", "questions_asked", ["subject", "subject_id"], unique=False)
    op.create_index(op.f("ix_questions_asked_person_id"), "questions_asked", ["person_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("shared_question_nb", sa.Text(), nullable=False),
        sa.Column("shared_answer_nb", sa.Text(), nullable=False),
        sa.Column("shared_question_en", sa.Text(), nullable=False),
        sa.Column("shared_answer_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_answers_answered_by")),
        sa.ForeignKeyConstraint(["question_id"], ["questions_asked.id"], name=op.f("fk_answers_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_answers_question_id_number")),
    )
    op.create_table(
        "questions_taken_up",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions_asked.id"], name=op.f("fk_questions_taken_up_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "version_id", name=op.f("pk_questions_taken_up")),
    )
    op.create_index(
        op.f("ix_questions_taken_up_version_id"), "questions_taken_up", ["version_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_questions_taken_up_version_id"), table_name="questions_taken_up")
    op.drop_table("questions_taken_up")
    op.drop_table("answers")
    op.drop_index(op.f("ix_questions_asked_person_id"), table_name="questions_asked")
    op.drop_index("ix_questions_asked_about", table_name="questions_asked")
    op.drop_table("questions_asked")
