"""Triggers that protect recorded rows on PostgreSQL; imported by migrations, so the path is permanent.

SQLite has none: it knows no roles, so whoever can write to its file can also drop a trigger, and Django rebuilds a
table to change a column, which would lose its triggers without a message. There `RecordedModel` refuses such writes,
and `verify_history` finds them, as on PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from typing import Any

TRIGGER, TRUNCATE_TRIGGER = "portal_append_only", "portal_never_emptied"

# The arguments of the trigger are the column of the key and those that may change. A text may be replaced with the
# mark of a redaction (`REDACTED` in `cooperation.rules.ledger`), if `portal_redact` has recorded it.
REFUSE = """
CREATE OR REPLACE FUNCTION portal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD) - TG_ARGV[1]::text[];
        after := to_jsonb(NEW) - TG_ARGV[1]::text[];
        IF NOT EXISTS (
            SELECT FROM jsonb_each(after) changed
            WHERE changed.value IS DISTINCT FROM before -> changed.key
            AND NOT (
                changed.value = to_jsonb('[…]'::text)
                AND EXISTS (
                    SELECT FROM cooperation_redaction r
                    WHERE r."table" = TG_TABLE_NAME
                    AND r."row" = (before ->> TG_ARGV[0])::bigint
                    AND r."column" = changed.key
                )
            )
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# Runs with the rights of the tables' owner; the role of the portal may only call it.
REDACT = """
CREATE OR REPLACE FUNCTION portal_redact(
    in_table text, in_row bigint, in_column text, at_time timestamptz, by_user integer, with_reason text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    redaction bigint;
    key_column text;
BEGIN
    SELECT allowed.key_column INTO key_column FROM (VALUES {allowed}) allowed(table_name, column_name, key_column)
    WHERE allowed.table_name = in_table AND allowed.column_name = in_column;
    IF key_column IS NULL OR trim(with_reason) = '' THEN
        RAISE EXCEPTION 'no text that may be removed, or no reason' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO cooperation_redaction ("table", "row", "column", at, by_id, reason)
    VALUES (in_table, in_row, in_column, at_time, by_user, with_reason) RETURNING id INTO redaction;
    EXECUTE format('UPDATE %I SET %I = %L WHERE %I = $1', in_table, in_column, '[…]', key_column) USING in_row;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no row % in %', in_row, in_table USING ERRCODE = 'no_data_found';
    END IF;
    RETURN redaction;
END $$;
REVOKE ALL ON FUNCTION portal_redact FROM PUBLIC;
"""


def create_functions(schema_editor: Any, texts: Mapping[tuple[str, str], Sequence[str]]) -> None:
    """Create both functions; `texts`: (table, column of its key) -> the columns that may be redacted."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    quote = schema_editor.quote_value
    rows = [
        f"({quote(table)}, {quote(column)}, {quote(key)})"
        for (table, key), columns in texts.items()
        for column in columns
    ]
    schema_editor.execute(REFUSE, params=None)
    redact = REDACT.replace("{schema}", schema_editor.quote_name(schema)).replace("{allowed}", ", ".join(rows))
    schema_editor.execute(redact, params=None)


def protect(schema_editor: Any, model: Any, changing: Sequence[str]) -> None:
    """Refuse to change, delete or truncate rows of a table, except the columns of the fields in `changing`."""
    table = schema_editor.quote_name(model._meta.db_table)
    columns = ",".join(model._meta.get_field(name).column for name in changing)
    schema_editor.execute(
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION portal_refuse('{model._meta.pk.column}', '{{{columns}}}')",
        params=None,
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TRUNCATE_TRIGGER} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION portal_refuse()",
        params=None,
    )


def unprotect(schema_editor: Any, model: Any) -> None:
    table = schema_editor.quote_name(model._meta.db_table)
    for trigger in (TRIGGER, TRUNCATE_TRIGGER):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}", params=None)


def drop_functions(schema_editor: Any) -> None:
    schema_editor.execute("DROP FUNCTION IF EXISTS portal_redact", params=None)
    schema_editor.execute("DROP FUNCTION IF EXISTS portal_refuse", params=None)
