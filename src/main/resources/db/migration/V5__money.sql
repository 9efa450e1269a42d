-- What callers may spend, what they spent, and who did what. The same SQL runs on H2 and PostgreSQL.

-- One row for each budget and period. "held" is reserved for calls that are under way, "spent" is settled.
create table budget (
    account varchar(150) not null,
    period varchar(20) not null,
    unit varchar(10) not null,
    held bigint not null,
    spent bigint not null,
    primary key (account, period, unit)
);

-- The budgets of single accounts, where they differ from the usual ones. Zero is no limit.
create table budget_limit (
    account varchar(150) not null primary key,
    daily_tokens bigint not null,
    monthly_tokens bigint not null,
    daily_cost_micros bigint not null,
    monthly_cost_micros bigint not null,
    updated_at timestamp(6) with time zone not null
);

-- A call that was let through against a budget. "open" until it is settled, or until its lease is over ("expired").
create table reservation (
    id uuid primary key,
    owner varchar(150) not null,
    user_id varchar(150) not null,
    team varchar(150) not null,
    model varchar(200) not null,
    state varchar(10) not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    cost_micros bigint not null,
    opened_at timestamp(6) with time zone not null,
    lease_until timestamp(6) with time zone not null
);

create index reservation_lease on reservation (state, lease_until);

create table reservation_line (
    reservation_id uuid not null references reservation (id) on delete cascade,
    account varchar(150) not null,
    period varchar(20) not null,
    unit varchar(10) not null,
    held bigint not null,
    primary key (reservation_id, account, period, unit)
);

-- Double entry: the amounts of one transfer add up to zero, and so does the whole table.
create table ledger_entry (
    id uuid primary key,
    transfer_id uuid not null,
    reservation_id uuid not null,
    kind varchar(10) not null,
    account varchar(150) not null,
    period varchar(20) not null,
    unit varchar(10) not null,
    bucket varchar(10) not null,
    amount bigint not null,
    at timestamp(6) with time zone not null
);

create index ledger_entry_account on ledger_entry (account, period, unit, bucket);

-- What was used, by the hour; later by the day (hour_no = -1), when the hours are rolled up.
create table usage_sum (
    on_day varchar(10) not null,
    on_month varchar(7) not null,
    hour_no integer not null,
    owner varchar(150) not null,
    user_id varchar(150) not null,
    team varchar(150) not null,
    model varchar(200) not null,
    requests bigint not null,
    cached bigint not null,
    failed bigint not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    cost_micros bigint not null,
    primary key (on_day, hour_no, owner, user_id, team, model)
);

create index usage_sum_owner on usage_sum (owner, on_day);

-- People who sign in by an enterprise's own server, by the names that it never gives to another.
create table oidc_identity (
    issuer varchar(300) not null,
    subject varchar(255) not null,
    user_id uuid not null,
    primary key (issuer, subject)
);

-- One row: the end of the chain of the audit. Whoever appends holds it until the commit, so there is one chain however
-- many instances write.
create table audit_head (
    id integer not null primary key,
    seq bigint not null,
    hash varchar(64) not null
);

insert into audit_head (id, seq, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Appended to, never changed: each row's hash covers the row and the hash before it.
create table audit_entry (
    seq bigint not null primary key,
    at varchar(40) not null,
    who varchar(150) not null,
    address varchar(60) not null,
    action varchar(60) not null,
    object varchar(200) not null,
    change_json text not null,
    request_id varchar(64) not null,
    outcome varchar(20) not null,
    hash varchar(64) not null
);

create index audit_entry_who on audit_entry (who, seq);
create index audit_entry_object on audit_entry (object, seq);
