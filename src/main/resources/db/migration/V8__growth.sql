-- What is due is asked for every second, and ended tasks stay for two days: by the time alone, every question would read
-- all that have expired and are not deleted yet. By state and time it reads what it asked for.
create index task_due on task (state, wake_at);
drop index task_wake;
