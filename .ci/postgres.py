"""PostgreSQL for the tests: `version URL` says which one answers, `drop URL PREFIX` removes what a stopped run left."""

import sys

import psycopg2
from psycopg2 import sql


def main(task: str, url: str, prefix: str = "") -> int:
    try:
        connection = psycopg2.connect(url.replace("postgres://", "postgresql://", 1), connect_timeout=5)
    except psycopg2.OperationalError as error:
        print(f"{url} does not answer: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    connection.autocommit = True  # DROP DATABASE refuses a transaction
    with connection.cursor() as cursor:
        if task == "version":
            print(connection.server_version // 10000)
        elif task == "drop":
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
