-- When whoever has a session last showed their password again, for what a stolen session must not do.
alter table user_session add column confirmed_at timestamp with time zone;
