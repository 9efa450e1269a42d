-- Who may ask, and what: organisation, team, user, key; limits are inherited downward.

create table organisation (
    id             uuid primary key,
    name           varchar(120)             not null,
    rpm            integer,
    tpm            integer,
    max_concurrent integer,
    created_at     timestamp with time zone not null,
    constraint organisation_name unique (name)
);

create table team (
    id              uuid primary key,
    organisation_id uuid,
    name            varchar(120)             not null,
    rpm             integer,
    tpm             integer,
    max_concurrent  integer,
    created_at      timestamp with time zone not null,
    constraint team_name unique (name),
    constraint team_organisation foreign key (organisation_id) references organisation (id)
);

-- token_version: whatever was signed with a lower one is no longer valid
create table app_user (
    id             uuid primary key,
    username       varchar(80)              not null,
    display_name   varchar(120),
    user_role      varchar(16)              not null,
    password_hash  varchar(300),
    disabled       boolean                  not null,
    token_version  bigint                   not null,
    team_id        uuid,
    rpm            integer,
    tpm            integer,
    max_concurrent integer,
    created_at     timestamp with time zone not null,
    updated_at     timestamp with time zone not null,
    last_login_at  timestamp with time zone,
    constraint app_user_name unique (username),
    constraint app_user_team foreign key (team_id) references team (id)
);

-- The secret is not kept: key_hash is its SHA-256. After a rotation the one before is good until previous_until.
create table api_key (
    id             uuid primary key,
    user_id        uuid                     not null,
    name           varchar(120)             not null,
    key_hash       varchar(64)              not null,
    tail           varchar(8)               not null,
    previous_hash  varchar(64),
    previous_until timestamp with time zone,
    scopes         varchar(200)             not null,
    models         text,
    ip_allow       text,
    rpm            integer,
    tpm            integer,
    max_concurrent integer,
    created_at     timestamp with time zone not null,
    expires_at     timestamp with time zone,
    last_used_at   timestamp with time zone,
    last_used_from varchar(64),
    constraint api_key_hash unique (key_hash),
    constraint api_key_user foreign key (user_id) references app_user (id) on delete cascade
);
create index api_key_by_user on api_key (user_id);

-- Somebody signed in. The refresh token is kept by its hash and changes with each use.
create table user_session (
    id            uuid primary key,
    user_id       uuid                     not null,
    token_version bigint                   not null,
    refresh_hash  varchar(64)              not null,
    previous_hash varchar(64),
    rotated_at    timestamp with time zone,
    created_at    timestamp with time zone not null,
    expires_at    timestamp with time zone not null,
    ended_at      timestamp with time zone,
    constraint user_session_refresh unique (refresh_hash),
    constraint user_session_user foreign key (user_id) references app_user (id) on delete cascade
);
create index user_session_by_previous on user_session (previous_hash);
create index user_session_by_end on user_session (ended_at);
create index user_session_by_expiry on user_session (expires_at);

-- Tries to sign in that have not succeeded, of the last hour. Names are kept by their hash: they may be passwords.
create table login_attempt (
    id           uuid primary key,
    name_hash    varchar(64)              not null,
    network      varchar(64)              not null,
    device       boolean                  not null,
    attempted_at timestamp with time zone not null
);
create index login_attempt_by_name on login_attempt (name_hash, attempted_at);
create index login_attempt_by_network on login_attempt (network, attempted_at);
create index login_attempt_by_time on login_attempt (attempted_at);

-- Links by which the first administrator is set up; all are void once there is one.
create table setup_link (
    token_hash varchar(64) primary key,
    expires_at timestamp with time zone not null
);

-- Who may read a collection of the knowledge base; one without a row here is everybody's.
create table collection_access (
    collection_id varchar(36) not null,
    grantee       varchar(60) not null,
    primary key (collection_id, grantee)
);

-- Rises with each change above that instances must know of; whoever changes something holds this row until the commit.
create table identity_state (
    one       smallint primary key,
    change_no bigint not null
);
insert into identity_state (one, change_no) values (1, 0);
