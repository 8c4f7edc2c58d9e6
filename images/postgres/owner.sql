-- Makes a database and its owner where missing, and sets the owner's password. Safe to repeat.
-- OWNER in the environment is the folder with the three files.
\set username `cat "$OWNER/username"`
\set password `cat "$OWNER/password"`
\set database `cat "$OWNER/database"`

select format('create role %I login', :'username')
where not exists (select from pg_roles where rolname = :'username')
\gexec
alter role :"username" password :'password';

select format('create database %I owner %I', :'database', :'username')
where not exists (select from pg_database where datname = :'database')
\gexec
revoke all on database :"database" from public;
