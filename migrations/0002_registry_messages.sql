-- What went to registries and came from them, as it was but for secrets, which are blanked. A body about a person is
-- sealed under that person's key.
create table registry_messages (
  id        bigint      generated always as identity primary key,
  at        timestamptz not null,
  registry  text        not null,
  sent      boolean     not null,
  cltrid    text,
  label     text        not null,
  code      integer,
  body      json        not null
);
create index registry_messages_of_transaction on registry_messages (cltrid) where cltrid is not null;
create index registry_messages_age on registry_messages (at);

-- Messages of registries' queues: stored before they are acted upon, and acted upon before they are acknowledged.
create table poll_messages (
  registry   text        not null,
  id         text        not null,
  queued_at  timestamptz,
  kept_at    timestamptz not null,
  message    text        not null,
  body       json        not null,
  -- kept: not acted upon yet. unknown: it waits for a person.
  fate       text        not null default 'kept' check (fate in ('kept', 'handled', 'unknown', 'closed')),
  settled_at timestamptz,
  primary key (registry, id)
);
create index poll_messages_waiting on poll_messages (kept_at) where fate in ('kept', 'unknown');
