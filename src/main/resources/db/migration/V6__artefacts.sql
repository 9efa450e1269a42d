-- Files that every instance must be able to work on or to hand out. Runs as it stands on H2 (MODE=PostgreSQL) and on PostgreSQL.

-- link_key signs the links to this file. A file's bytes stand in pieces, because neither database should be asked for fifty megabytes at once.
create table artefact (
    id uuid primary key,
    owner varchar(100) not null,
    name varchar(255) not null,
    media_type varchar(200) not null,
    size_bytes bigint not null,
    sha256 varchar(64) not null,
    link_key varchar(64) not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null
);
create index artefact_expiry on artefact (expires_at);

create table artefact_piece (
    artefact_id uuid not null references artefact (id) on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (artefact_id, number)
);

-- A file on its way into the knowledge base, and what became of it. Its bytes are the artefact of the same id, as long as
-- there is still something to do with them.
create table import_file (
    id uuid primary key,
    task_id uuid not null,
    owner varchar(100) not null,
    name varchar(255) not null,
    description varchar(40000) not null,
    state varchar(16) not null,
    document_id varchar(36),
    passages integer,
    cause varchar(64),
    detail_zh varchar(1000),
    detail_en varchar(1000),
    expires_at timestamp(6) with time zone not null
);
create index import_file_by_task on import_file (task_id, id);
create index import_file_expiry on import_file (expires_at);
