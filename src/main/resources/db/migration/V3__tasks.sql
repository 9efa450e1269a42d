-- Tasks and schedules. Runs as it stands on H2 (MODE=PostgreSQL) and on PostgreSQL.

-- One row is one task, from its acceptance to its end. Every claim takes the next fence; whoever writes a state names the
-- fence that it claimed with, so that of two that hold the same task for theirs only the latest is heard.
-- wake_at is the next moment at which somebody must look at the row: a delayed task's time, a running one's end of lease,
-- an ended one's expiry. A queued task has none. One index serves all three.
create table task (
    id uuid primary key,
    type varchar(64) not null,
    queue varchar(32) not null,
    state varchar(16) not null,
    owner varchar(100) not null,
    priority integer not null,
    payload varchar(1000000) not null,
    created_at timestamp(6) with time zone not null,
    run_at timestamp(6) with time zone not null,
    wake_at timestamp(6) with time zone,
    started_at timestamp(6) with time zone,
    finished_at timestamp(6) with time zone,
    attempt integer not null,
    failures integer not null,
    losses integer not null,
    max_retries integer not null,
    timeout_s integer not null,
    fence bigint not null,
    worker varchar(100),
    cancel_requested boolean not null,
    unique_key varchar(200),
    live_key varchar(320) unique,
    callback_url varchar(2000),
    progress_done bigint,
    progress_total bigint,
    progress_message varchar(500),
    wait_reason varchar(200),
    result varchar(1000000),
    error_code varchar(64),
    error varchar(2000)
);

create index task_ready on task (queue, state, priority desc, run_at, id);
create index task_wake on task (wake_at);
create index task_by_owner on task (owner, id desc);

-- How runs ended that did not end their task well: failed, lost, handed back. The run of a success is the task's own row.
create table task_attempt (
    task_id uuid not null references task (id) on delete cascade,
    fence bigint not null,
    number integer not null,
    outcome varchar(16) not null,
    worker varchar(100),
    started_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone not null,
    error_code varchar(64),
    error varchar(2000),
    primary key (task_id, fence)
);

create table task_log (
    task_id uuid not null references task (id) on delete cascade,
    line_no bigint not null,
    at timestamp(6) with time zone not null,
    line varchar(1000) not null,
    primary key (task_id, line_no)
);

-- What was accepted under an Idempotency-Key, and for which body.
create table task_request (
    owner varchar(100) not null,
    request_key varchar(200) not null,
    body_hash varchar(64) not null,
    answer varchar(100000) not null,
    expires_at timestamp(6) with time zone not null,
    primary key (owner, request_key)
);
create index task_request_expiry on task_request (expires_at);

create table task_queue (
    name varchar(32) primary key,
    paused boolean not null
);
insert into task_queue (name, paused) values ('standard_tasks', false);
insert into task_queue (name, paused) values ('lumina_tasks', false);

-- Which instances work on which queue, by their heartbeat.
create table task_worker (
    worker varchar(100) not null,
    queue varchar(32) not null,
    slots integer not null,
    running integer not null,
    seen_at timestamp(6) with time zone not null,
    primary key (worker, queue)
);

create table schedule (
    id uuid primary key,
    name varchar(100) not null unique,
    cron varchar(200) not null,
    zone varchar(64) not null,
    type varchar(64) not null,
    queue varchar(32),
    payload varchar(100000) not null,
    enabled boolean not null,
    overlap varchar(16) not null,
    misfire varchar(16) not null,
    built_in boolean not null,
    owner varchar(100) not null,
    next_at timestamp(6) with time zone,
    created_at timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null
);
create index schedule_next on schedule (next_at);

-- Each tick once, whatever the number of instances: who inserts the row submits the task, in one transaction.
create table schedule_run (
    schedule_id uuid not null references schedule (id) on delete cascade,
    tick_at timestamp(6) with time zone not null,
    kind varchar(16) not null,
    outcome varchar(16) not null,
    task_id uuid,
    created_at timestamp(6) with time zone not null,
    primary key (schedule_id, tick_at, kind)
);
