-- The journal: what happened, in streams, for ever. Everything else in this database can be built again from it.

create table events (
  -- XXH3-64 (seed 0) of aggregate type, a zero byte and aggregate id, modulo 64. Computed by the writer, never
  -- changed: it decides where a stream lives when the journal outgrows one machine.
  partition       smallint    not null check (partition between 0 and 63),
  -- Raised when transaction ids start anew: a restore into a new cluster, a move (see raise_epoch).
  epoch           integer     not null default 1,
  position        bigint      generated always as identity,
  xid             xid8        not null default pg_current_xact_id(),
  -- Set by the writer, because it is hashed.
  recorded_at     timestamptz not null,
  command_id      uuid        not null,
  -- SHA-256 over the hash before it in the stream and every stored byte of this row but position, xid and epoch.
  hash            bytea       not null check (octet_length(hash) = 32),
  aggregate_type  text        not null,
  aggregate_id    text        not null,
  sequence        bigint      not null check (sequence >= 0),
  event_type      text        not null,
  event_version   text        not null,
  payload         json        not null,
  metadata        json        not null,
  -- The partition stands last, so that the look-up of postgres-es keeps its prefix.
  primary key (aggregate_type, aggregate_id, sequence, partition)
);

-- Followers read in commit order: behind the fence of running transactions, by this cursor.
create index events_followed on events (partition, epoch, xid, position);

-- How far a follower has come in each partition, and which process may take it further.
create table checkpoints (
  follower      text        not null,
  partition     smallint    not null,
  epoch         integer     not null default 0,
  xid           xid8        not null default '0',
  position      bigint      not null default 0,
  lease_owner   text,
  lease_until   timestamptz,
  fence         bigint      not null default 0,
  failures      integer     not null default 0,
  failing_since timestamptz,
  last_error    text,
  primary key (follower, partition)
) with (fillfactor = 50);

-- Who shares the work of a follower: each takes its part of the partitions.
create table follower_workers (
  follower text        not null,
  worker   text        not null,
  seen_at  timestamptz not null,
  primary key (follower, worker)
);

-- What remains to be done outside: written with the events that asked for it, done at least once.
create table jobs (
  partition   smallint    not null,
  id          uuid        not null,
  kind        text        not null,
  stream      text        not null,
  payload     json        not null,
  dedup       text,
  state       text        not null default 'open' check (state in ('open', 'done', 'parked')),
  -- By the registrar's clock, which a demo may move.
  due_at      timestamptz not null,
  -- By the real clock, as are all below: back-off after a failure, leases.
  not_before  timestamptz not null default '-infinity',
  attempts    integer     not null default 0,
  lease_owner text,
  lease_until timestamptz,
  fence       bigint      not null default 0,
  last_error  text,
  command_id  uuid,
  enqueued_at timestamptz not null default now(),
  settled_at  timestamptz,
  primary key (partition, id)
) with (fillfactor = 70);
create unique index jobs_once on jobs (partition, dedup) where dedup is not null;
create index jobs_due on jobs (due_at, partition) where state = 'open';
create index jobs_settled on jobs (settled_at) where state = 'done';
create index jobs_of_stream on jobs (stream, partition);

-- Answers kept under a caller's key, so that a repeated request is answered, not executed.
create table idempotency (
  partition     smallint    not null,
  scope         text        not null,
  key           text        not null,
  fingerprint   text        not null,
  answer        json        not null,
  command_id    uuid        not null,
  remembered_at timestamptz not null,
  primary key (scope, key, partition)
);
create index idempotency_age on idempotency (remembered_at);

-- The latest state of long streams. Never trusted beyond `sequence`, dropped at will.
create table snapshots (
  partition      smallint    not null,
  aggregate_type text        not null,
  aggregate_id   text        not null,
  sequence       bigint      not null,
  hash           bytea       not null,
  epoch          integer     not null,
  xid            xid8        not null,
  position       bigint      not null,
  -- A fingerprint of the state's shape: a snapshot of another shape is ignored.
  shape          text        not null,
  state          json        not null,
  taken_at       timestamptz not null,
  primary key (aggregate_type, aggregate_id, partition)
);

-- One key a person and purpose, wrapped by the master key. Destroying the row erases the person.
create table seal_keys (
  id         text        primary key,
  owner      text        not null,
  purpose    text        not null,
  master_key text        not null,
  wrapped    bytea       not null,
  created_at timestamptz not null,
  unique (owner, purpose)
);

-- Whose keys were destroyed: no new key is made for them.
create table erasures (
  owner     text        not null,
  purpose   text        not null,
  erased_at timestamptz not null,
  primary key (owner, purpose, erased_at)
);
create table new_lives (
  owner    text        not null,
  purpose  text        not null,
  begun_at timestamptz not null,
  primary key (owner, purpose, begun_at)
);

create table settings (
  key   text primary key,
  value text not null
);
insert into settings (key, value) values ('epoch', '1');

-- Numbers that name things, drawn ten at a time.
create sequence number_parties increment by 10 start with 100000;
create sequence number_operations increment by 10 start with 1000000;
create sequence number_registrations increment by 10 start with 1000000;
create sequence number_hosts increment by 10 start with 100000;
create sequence number_orders increment by 10 start with 100000;

-- Views: built from the journal by the application, and built again at will.
create schema views;
