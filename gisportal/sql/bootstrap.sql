-- What only a superuser may do: roles, the database, its extensions, and what PUBLIC loses before the first migration.
-- Runs any number of times and changes nothing the second time.
--
--   psql -X -v ON_ERROR_STOP=1 -v database=gisportal -f gisportal/sql/bootstrap.sql          (production, as postgres)
--
-- With `-v private=yes` (the private cluster of ./run and ./test) the owner may also create databases, and with
-- `-v template=yes` the database becomes a template from which Django's test database is copied: postgis is not a
-- trusted extension, so an owner without superuser rights cannot create it in a new database.
-- Passwords are not set here: see docs/operating.md.

\set QUIET on
SET client_min_messages = warning;
\if :{?private}
\else
  \set private no
\endif
\if :{?template}
\else
  \set template no
\endif

SELECT format('CREATE ROLE %I LOGIN', name)
FROM (VALUES ('gisportal'), ('gisportal_public'), ('gisportal_staff')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) \gexec

-- The owner may act as each of its readers: the tests ask every public question as gisportal_public that way. It has
-- all their rights already, so it gains none; the readers gain nothing either.
GRANT gisportal_public, gisportal_staff TO gisportal;
\if :private
  ALTER ROLE gisportal CREATEDB;
\endif

SELECT format('CREATE DATABASE %I OWNER %I', :'database', CASE WHEN :'template'::boolean THEN current_user ELSE 'gisportal' END)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'database') \gexec

-- Only the three roles may connect, and of them only the owner may make temporary tables.
-- (A copy of a template does not inherit this: database rights are not copied.)
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO gisportal, gisportal_public, gisportal_staff;

\connect :"database"
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO gisportal;

-- Every function of ours is the owner's alone until a migration grants it.
ALTER DEFAULT PRIVILEGES FOR ROLE gisportal REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

\if :template
  ALTER DATABASE :"database" WITH IS_TEMPLATE true;
\endif
