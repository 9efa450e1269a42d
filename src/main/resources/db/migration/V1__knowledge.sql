-- Documents and their passages. Runs as it stands on H2 (MODE=PostgreSQL) and on PostgreSQL 14 to 16.

-- One row. Every change of the knowledge base takes its number here and holds the row until it commits, so that numbers
-- become visible in their order: whoever has seen change n has seen every change before it.
create table knowledge_state (
  id             integer      not null primary key,
  epoch          varchar(36),
  change_no      bigint       not null,
  collections_no bigint       not null,
  pruned_no      bigint       not null,
  sample         varchar(10)
);
insert into knowledge_state (id, epoch, change_no, collections_no, pruned_no) values (1, null, 0, 0, 0);

create table collection (
  id          varchar(36)              not null primary key,
  name        varchar(64)              not null unique,
  description varchar(1000),
  language    varchar(20),
  created_at  timestamp with time zone not null,
  updated_at  timestamp with time zone not null,
  version     bigint                   not null
);

create table document (
  id            varchar(36)              not null primary key,
  collection_id varchar(36)              not null references collection (id),
  title         varchar(300)             not null,
  source        varchar(2000),
  language      varchar(20),
  format        varchar(10)              not null,
  metadata      varchar(20000),
  content_hash  varchar(64)              not null,
  characters    integer                  not null,
  passages      integer                  not null,
  change_no     bigint                   not null,
  created_at    timestamp with time zone not null,
  updated_at    timestamp with time zone not null,
  version       bigint                   not null,
  unique (collection_id, content_hash)
);
create index document_change on document (change_no);
create index document_collection on document (collection_id, id);

create table document_tag (
  document_id varchar(36) not null references document (id) on delete cascade,
  tag         varchar(64) not null,
  primary key (document_id, tag)
);
create index document_tag_tag on document_tag (tag, document_id);

-- A document's text in pieces, since a column of H2 holds a million characters at most outside of its slow LOBs.
create table document_text (
  document_id varchar(36)    not null references document (id) on delete cascade,
  part_no     integer        not null,
  text        varchar(500000) not null,
  primary key (document_id, part_no)
);

-- Where a passage lies in its document's text, in UTF-16 code units; the text is not kept twice.
create table passage (
  id           varchar(36)  not null primary key,
  document_id  varchar(36)  not null references document (id) on delete cascade,
  passage_no   integer      not null,
  start_offset integer      not null,
  end_offset   integer      not null,
  heading      varchar(500) not null,
  unique (document_id, passage_no)
);

-- What was deleted, so that every instance's index forgets it too: the id of a document or of a whole collection.
create table knowledge_deletion (
  subject_id varchar(36)              not null primary key,
  change_no  bigint                   not null,
  deleted_at timestamp with time zone not null
);
create index knowledge_deletion_change on knowledge_deletion (change_no);
