"""Follower lists and mutual counts, designed samples, fetched counts, assumptions and kept reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

APPENDED = ("sharing_consents", "sharing_withdrawals", "list_draws", "assumption_versions", "kept_reports")
"""Tables whose rows nobody changes or deletes."""


def upgrade() -> None:
    op.create_table(
        "assumption_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_assumption_versions_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_assumption_versions")),
    )
    op.create_table(
        "list_designs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_list_designs_begun_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_designs")),
    )
    op.create_index(
        "uq_list_designs_open",
        "list_designs",
        ["channel"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "mutual_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mutual", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Integer(), nullable=True),
        sa.Column("other_audience", sa.Integer(), nullable=True),
        sa.CheckConstraint("mutual >= 0", name=op.f("ck_mutual_pairs_mutual_not_negative")),
        sa.ForeignKeyConstraint(["asked_id"], ["people.id"], name=op.f("fk_mutual_pairs_asked_id")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_mutual_pairs_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutual_pairs")),
        sa.UniqueConstraint(
            "channel", "asked_id", "other_id", name=op.f("uq_mutual_pairs_channel_asked_id_other_id")
        ),
    )
    op.create_index(op.f("ix_mutual_pairs_other_id"), "mutual_pairs", ["other_id"], unique=False)
    op.create_table(
        "sharing_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sharing_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_consents")),
        sa.UniqueConstraint(
            "person_id",
            "purpose",
            "channel",
            "number",
            name=op.f("uq_sharing_consents_person_id_purpose_channel_number"),
        ),
    )
    op.create_table(
        "count_fetches",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_count_fetches_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_count_fetches")),
    )
    op.create_index(op.f("ix_count_fetches_next_try_at"), "count_fetches", ["next_try_at"], unique=False)
    op.create_table(
        "kept_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facts_key", sa.String(length=64), nullable=False),
        sa.Column("check", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assumptions", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assumptions"], ["assumption_versions.number"], name=op.f("fk_kept_reports_assumptions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_reports")),
        sa.UniqueConstraint("facts_key", "valid_until", name=op.f("uq_kept_reports_facts_key_valid_until")),
    )
    op.create_index(op.f("ix_kept_reports_check"), "kept_reports", ["check"], unique=False)
    op.create_table(
        "list_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["design_id"], ["list_designs.id"], name=op.f("fk_list_draws_design_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_list_draws_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_draws")),
        sa.UniqueConstraint(
            "design_id", "is_certain", "place", name=op.f("uq_list_draws_design_id_is_certain_place")
        ),
        sa.UniqueConstraint("design_id", "person_id", name=op.f("uq_list_draws_design_id_person_id")),
    )
    op.create_index(op.f("ix_list_draws_person_id"), "list_draws", ["person_id"], unique=False)
    op.create_table(
        "list_questions",
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["design_id"], ["list_designs.id"], name=op.f("fk_list_questions_design_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_list_questions_person_id")),
        sa.PrimaryKeyConstraint("design_id", "person_id", name=op.f("pk_list_questions")),
    )
    op.create_index(op.f("ix_list_questions_person_id"), "list_questions", ["person_id"], unique=False)
    op.create_table(
        "shared_lists",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("one_in", sa.Integer(), nullable=False),
        sa.Column("secret_check", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_shared_lists_account_id")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["sharing_consents.id"], name=op.f("fk_shared_lists_consent_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shared_lists_person_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_shared_lists")),
    )
    op.create_index("ix_shared_lists_channel", "shared_lists", ["channel", "person_id"], unique=False)
    op.create_index(op.f("ix_shared_lists_expires_at"), "shared_lists", ["expires_at"], unique=False)
    op.create_index(op.f("ix_shared_lists_person_id"), "shared_lists", ["person_id"], unique=False)
    op.create_table(
        "sharing_withdrawals",
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["sharing_consents.id"], name=op.f("fk_sharing_withdrawals_consent_id")
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_sharing_withdrawals")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _freeze_postgresql()
    else:
        _freeze_sqlite()


def downgrade() -> None:
    op.drop_table("sharing_withdrawals")
    op.drop_index(op.f("ix_shared_lists_person_id"), table_name="shared_lists")
    op.drop_index(op.f("ix_shared_lists_expires_at"), table_name="shared_lists")
    op.drop_index("ix_shared_lists_channel", table_name="shared_lists")
    op.drop_table("shared_lists")
    op.drop_index(op.f("ix_list_questions_person_id"), table_name="list_questions")
    op.drop_table("list_questions")
    op.drop_index(op.f("ix_list_draws_person_id"), table_name="list_draws")
    op.drop_table("list_draws")
    op.drop_index(op.f("ix_kept_reports_check"), table_name="kept_reports")
    op.drop_table("kept_reports")
    op.drop_index(op.f("ix_count_fetches_next_try_at"), table_name="count_fetches")
    op.drop_table("count_fetches")
    op.drop_table("sharing_consents")
    op.drop_index(op.f("ix_mutual_pairs_other_id"), table_name="mutual_pairs")
    op.drop_table("mutual_pairs")
    op.drop_index(
        "uq_list_designs_open",
        table_name="list_designs",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("list_designs")
    op.drop_table("assumption_versions")


def _freeze_sqlite() -> None:
    for table in APPENDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )


def _freeze_postgresql() -> None:
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
