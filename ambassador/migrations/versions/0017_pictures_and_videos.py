"""Pictures and videos in lessons: their bytes, kept once and in pieces, and which version shows which."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

KEYS = {"media_files": "sha256", "media_chunks": "sha256, number", "course_media": "version_id, name"}
"""By which columns a row is the same as another: SQLite's INSERT OR REPLACE would take the other one out,
past the triggers on deleting, where a connection doesn't ask for recursive ones."""


def upgrade() -> None:
    op.create_table(
        "media_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media_files")),
    )
    op.create_table(
        "media_chunks",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media_files.sha256"], name=op.f("fk_media_chunks_sha256")),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_media_chunks")),
    )
    op.create_table(
        "course_media",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("transcripts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["course_versions.id"], name=op.f("fk_course_media_version_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["media_files.sha256"], name=op.f("fk_course_media_sha256")),
        sa.PrimaryKeyConstraint("version_id", "name", name=op.f("pk_course_media")),
    )
    op.create_index(op.f("ix_course_media_sha256"), "course_media", ["sha256"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    op.drop_index(op.f("ix_course_media_sha256"), table_name="course_media")
    for table in ("course_media", "media_chunks", "media_files"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_shown()")


def _guard_sqlite() -> None:
    for verb in ("INSERT", "UPDATE", "DELETE"):
        row = "NEW" if verb == "INSERT" else "OLD"
        op.execute(
            f"CREATE TRIGGER course_media_no_{verb.lower()} BEFORE {verb} ON course_media "  # (our own names)  # nosec B608
            f"WHEN (SELECT published_at FROM course_versions WHERE id = {row}.version_id) IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END"
        )
        # Bytes are put in before any version shows them, and taken out after the last: never in between.
        op.execute(
            f"CREATE TRIGGER media_chunks_no_{verb.lower()} BEFORE {verb} ON media_chunks "  # (our own names)  # nosec B608
            f"WHEN EXISTS (SELECT 1 FROM course_media WHERE sha256 = {row}.sha256) "
            f"BEGIN SELECT RAISE(ABORT, 'what a course shows is frozen'); END"
        )
    op.execute(
        "CREATE TRIGGER media_files_no_update BEFORE UPDATE ON media_files "
        "BEGIN SELECT RAISE(ABORT, 'media_files is only appended to'); END"
    )
    for table, key in KEYS.items():
        new = ", ".join(f"NEW.{column}" for column in key.split(", "))
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # (our own names)  # nosec B608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE ({key}) = ({new})) "
            f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_shown() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE wanted varchar; "
        "BEGIN IF TG_OP = 'INSERT' THEN wanted := NEW.sha256; ELSE wanted := OLD.sha256; END IF; "
        "IF EXISTS (SELECT 1 FROM course_media WHERE sha256 = wanted) THEN "
        "RAISE EXCEPTION 'what a course shows is frozen'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for verb in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER course_media_no_{verb.lower()} BEFORE {verb} ON course_media "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_text('course_versions')"
        )
        op.execute(
            f"CREATE TRIGGER media_chunks_no_{verb.lower()} BEFORE {verb} ON media_chunks "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_shown()"
        )
    op.execute(
        "CREATE TRIGGER media_files_no_update BEFORE UPDATE ON media_files "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
