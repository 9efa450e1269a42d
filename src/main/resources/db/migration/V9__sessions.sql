-- What users are shown of their own sessions, so that they know one again: from where and with what it was begun and used.
alter table user_session add column created_from varchar(64);
alter table user_session add column user_agent varchar(200);
alter table user_session add column last_used_at timestamp with time zone;
alter table user_session add column last_used_from varchar(64);
create index user_session_by_user on user_session (user_id, created_at);
