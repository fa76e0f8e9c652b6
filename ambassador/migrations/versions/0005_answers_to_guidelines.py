"""Guidelines for audiences, reviewed and withdrawn; answers by others, declined, excepted."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

APPENDED = ("guideline_withdrawals", "declines", "exception_requests", "exception_decisions")
"""Tables whose rows nobody changes or deletes."""

KEYS = {
    "acknowledgements": ("id", "person_id, version_id", "entry"),
    "guideline_withdrawals": ("version_id",),
    "declines": ("id", "person_id, version_id", "entry"),
    "exception_requests": ("id", "person_id, guideline_id, number", "entry"),
    "exception_decisions": ("request_id", "entry"),
}
"""By which columns a row is the same as another: SQLite's INSERT OR REPLACE would take the other one out,
past the triggers on deleting, where a connection doesn't ask for recursive ones."""


def upgrade() -> None:
    moment = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    for column in (
        f"guideline_versions ADD COLUMN due_at {moment}",
        "guideline_versions ADD COLUMN audience VARCHAR(20) DEFAULT 'ambassadors' NOT NULL",
        "guideline_texts ADD COLUMN lags BOOLEAN DEFAULT false NOT NULL",
        "acknowledgements ADD COLUMN method VARCHAR(20) DEFAULT 'self' NOT NULL",
        "acknowledgements ADD COLUMN recorded_by INTEGER "
        "CONSTRAINT fk_acknowledgements_recorded_by REFERENCES people (id)",
        "acknowledgements ADD COLUMN signed_on DATE",
        "acknowledgements ADD COLUMN entry INTEGER "
        "CONSTRAINT fk_acknowledgements_entry REFERENCES trail_entries (sequence)",
    ):
        op.execute(f"ALTER TABLE {column}")
    op.create_index("uq_acknowledgements_entry", "acknowledgements", ["entry"], unique=True)
    op.create_table(
        "guideline_version_teams",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_guideline_version_teams_version_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_guideline_version_teams_team_id")),
        sa.PrimaryKeyConstraint("version_id", "team_id", name=op.f("pk_guideline_version_teams")),
    )
    op.create_table(
        "guideline_withdrawals",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_guideline_withdrawals_version_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_guideline_withdrawals_by")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_guideline_withdrawals")),
    )
    op.create_table(
        "guideline_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_guideline_reviews_version_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_guideline_reviews_asked_by")),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["people.id"], name=op.f("fk_guideline_reviews_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_reviews")),
    )
    op.create_index(
        op.f("ix_guideline_reviews_version_id"), "guideline_reviews", ["version_id"], unique=False
    )
    op.create_table(
        "paper_scans",
        sa.Column("acknowledgement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledgement_id"], ["acknowledgements.id"], name=op.f("fk_paper_scans_acknowledgement_id")
        ),
        sa.PrimaryKeyConstraint("acknowledgement_id", name=op.f("pk_paper_scans")),
    )
    op.create_table(
        "declines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["trail_entries.sequence"], name=op.f("fk_declines_entry")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_declines_person_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_declines_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declines")),
        sa.UniqueConstraint("entry", name=op.f("uq_declines_entry")),
        sa.UniqueConstraint("person_id", "version_id", name=op.f("uq_declines_person_id_version_id")),
    )
    op.create_index(op.f("ix_declines_version_id"), "declines", ["version_id"], unique=False)
    op.create_table(
        "exception_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guideline_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_exception_requests_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_exception_requests_entry")
        ),
        sa.ForeignKeyConstraint(
            ["guideline_id"], ["guidelines.id"], name=op.f("fk_exception_requests_guideline_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exception_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_requests")),
        sa.UniqueConstraint("entry", name=op.f("uq_exception_requests_entry")),
        sa.UniqueConstraint(
            "person_id",
            "guideline_id",
            "number",
            name=op.f("uq_exception_requests_person_id_guideline_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_exception_requests_guideline_id"), "exception_requests", ["guideline_id"], unique=False
    )
    op.create_table(
        "exception_decisions",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_exception_decisions_by")),
        sa.ForeignKeyConstraint(
            ["entry"], ["trail_entries.sequence"], name=op.f("fk_exception_decisions_entry")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exception_requests.id"], name=op.f("fk_exception_decisions_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_exception_decisions")),
        sa.UniqueConstraint("entry", name=op.f("uq_exception_decisions_entry")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _freeze_postgresql()
    else:
        _freeze_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER acknowledgements_no_replace")
    op.drop_table("exception_decisions")
    op.drop_index(op.f("ix_exception_requests_guideline_id"), table_name="exception_requests")
    op.drop_table("exception_requests")
    op.drop_index(op.f("ix_declines_version_id"), table_name="declines")
    op.drop_table("declines")
    op.drop_table("paper_scans")
    op.drop_index(op.f("ix_guideline_reviews_version_id"), table_name="guideline_reviews")
    op.drop_table("guideline_reviews")
    op.drop_table("guideline_withdrawals")
    op.drop_table("guideline_version_teams")
    op.drop_index("uq_acknowledgements_entry", table_name="acknowledgements")
    for column in (
        *("acknowledgements DROP COLUMN entry", "acknowledgements DROP COLUMN signed_on"),
        *("acknowledgements DROP COLUMN recorded_by", "acknowledgements DROP COLUMN method"),
        *("guideline_texts DROP COLUMN lags", "guideline_versions DROP COLUMN audience"),
        "guideline_versions DROP COLUMN due_at",
    ):
        op.execute(f"ALTER TABLE {column}")


def _freeze_sqlite() -> None:
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
    for verb in ("INSERT", "UPDATE", "DELETE"):
        row = "NEW" if verb == "INSERT" else "OLD"
        op.execute(
            f"CREATE TRIGGER guideline_version_teams_no_{verb.lower()} BEFORE {verb} "  # (our own names)  # nosec B608
            f"ON guideline_version_teams "
            f"WHEN (SELECT published_at FROM guideline_versions WHERE id = {row}.version_id) IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END"
        )
    op.execute(
        "CREATE TRIGGER paper_scans_no_update BEFORE UPDATE ON paper_scans "
        "BEGIN SELECT RAISE(ABORT, 'paper_scans is only appended to and erased'); END"
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
    for verb in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER guideline_version_teams_no_{verb.lower()} BEFORE {verb} "
            f"ON guideline_version_teams "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_text('guideline_versions')"
        )
    op.execute(
        "CREATE TRIGGER paper_scans_no_update BEFORE UPDATE ON paper_scans "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
