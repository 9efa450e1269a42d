-- Until when a password that was made for somebody is good; one that they chose themselves has no such end.
alter table app_user add column password_until timestamp with time zone;
