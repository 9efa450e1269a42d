-- What was asked and answered. The same SQL runs on H2 and PostgreSQL.
create table conversation (
    id uuid primary key,
    owner varchar(100) not null,
    title varchar(200) not null,
    created_at timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null
);

create index conversation_by_owner on conversation (owner, updated_at desc, id desc);

create table message (
    id uuid primary key,
    conversation_id uuid not null references conversation (id) on delete cascade,
    role varchar(20) not null,
    content text not null,
    mode varchar(20),
    model varchar(200),
    citations text,
    created_at timestamp(6) with time zone not null
);

create index message_by_conversation on message (conversation_id, id);
