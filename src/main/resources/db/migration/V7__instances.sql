-- One row for each instance that has lived in the last day. Written by the instance itself every few seconds.
create table instance (
  server_id   varchar(64) not null primary key,
  -- a start of its own: two processes under one name are told apart
  run_id      varchar(36) not null,
  started_at  timestamp with time zone not null,
  seen_at     timestamp with time zone not null,
  version     varchar(64) not null,
  -- of the settings that must be the same everywhere, without secrets in the clear
  fingerprint varchar(64) not null,
  role        varchar(32) not null,
  -- up, draining or stopped
  state       varchar(16) not null,
  -- numbers of the instance as JSON
  numbers     varchar(4000) not null
);
