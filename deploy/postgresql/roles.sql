-- Roles and database of one office. Run as postgres: psql -v office=portal-torun -v owner=portal-torun-owner -f roles.sql
-- The owner changes tables (migrations, restoring); the portal runs as the other role, which owns nothing. Both log in
-- as the system user of the same name (peer), so there are no passwords. Repeated runs change nothing.
\set ON_ERROR_STOP on
\set QUIET on
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY[:'office', :'owner']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', :'office', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'office') \gexec

\connect :"office"
REVOKE ALL ON DATABASE :"office" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"office" TO :"office";
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"office";
-- For the tables that the owner will create. `restrict_role` takes back what would rewrite the history.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"office";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"office";
