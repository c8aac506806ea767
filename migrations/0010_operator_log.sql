-- What members of staff did that is no event: looks at personal data, jobs opened again, registry messages closed. Rows
-- are only added; the application's role may not change or remove them.
create table operator_log (
  id       bigint      generated always as identity primary key,
  -- Real time.
  at       timestamptz not null,
  login    text        not null,
  -- The role at that time.
  role     text        not null,
  act      text        not null check (act in ('look', 'retry-job', 'close-message')),
  -- What it was about: streams (contact/151049), jobs, messages.
  subjects text[]      not null,
  -- Why, where a person had to say it.
  reason   text,
  -- From which network address: sealed for the operator.
  address  json
);
create index operator_log_login on operator_log (login, id);
create index operator_log_subjects on operator_log using gin (subjects);
