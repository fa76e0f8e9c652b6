"""Facts are only appended: triggers refuse to change or delete them, whoever asks."""

# ruff: noqa: S608  (the names of tables are constants of this file, nothing comes from outside)

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

APPENDED = ("trail_entries", "opt_ins", "withdrawals", "acknowledgements", "results", "audience_counts")
"""Tables whose rows nobody changes or deletes."""

FROZEN_TEXTS = {
    "guideline_texts": "guideline_versions",
    "lessons": "course_versions",
    "questions": "course_versions",
}
"""Tables whose rows are frozen once the version they belong to is published."""

FROZEN_VERSIONS = ("guideline_versions", "course_versions")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    tables = (*APPENDED, *FROZEN_TEXTS, *FROZEN_VERSIONS)
    for table in tables:
        for verb in ("update", "delete", "insert"):
            on = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
        if postgresql:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    if postgresql:
        for function in ("refuse_change", "refuse_change_of_published_text", "refuse_change_of_published"):
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")


def _upgrade_sqlite() -> None:
    for table in APPENDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )
    for table, versions in FROZEN_TEXTS.items():
        for verb in ("INSERT", "UPDATE", "DELETE"):
            row = "NEW" if verb == "INSERT" else "OLD"
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "  # (our own names)  # nosec B608
                f"WHEN (SELECT published_at FROM {versions} WHERE id = {row}.version_id) IS NOT NULL "
                f"BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END"
            )
    for table in FROZEN_VERSIONS:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN OLD.published_at IS NOT NULL "
                f"BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END"
            )


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is only appended to', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF OLD.published_at IS NOT NULL THEN "
        "RAISE EXCEPTION 'a published version is frozen'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_change_of_published_text() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE version bigint; published timestamptz; "
        "BEGIN IF TG_OP = 'INSERT' THEN version := NEW.version_id; ELSE version := OLD.version_id; END IF; "
        "EXECUTE format('SELECT published_at FROM %I WHERE id = $1', TG_ARGV[0]) "
        "INTO published USING version; "
        "IF published IS NOT NULL THEN RAISE EXCEPTION 'a published version is frozen'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
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
    for table, versions in FROZEN_TEXTS.items():
        for verb in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_text('{versions}')"
            )
    for table in FROZEN_VERSIONS:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published()"
            )
