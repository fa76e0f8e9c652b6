"""Runs the steps on the connection that `upgrade` opened, in its one transaction."""

from __future__ import annotations

from alembic import context

# A lock keeps two servers that start at once from taking the same step twice; SQLite has BEGIN IMMEDIATE.
MIGRATION_LOCK = 7_264_001

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
