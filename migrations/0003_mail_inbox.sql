-- Batch mails as they came: durable before the sender is told that they were taken, answered once. What a mail says is
-- sealed under a key of its own, which is destroyed a while after the answer.
create table mail_inbox (
  partition   smallint    not null,
  id          uuid        not null,
  -- Sent to the rehearsal address: nothing has an effect.
  rehearsal   boolean     not null,
  -- The envelope names no sender: a report on another mail, and none on it may follow (RFC 5321, section 4.5.5).
  from_nobody boolean     not null,
  -- By the registrar's clock, which a demo may move.
  received_at timestamptz not null,
  -- The message, its envelope's sender and the address that it came from, sealed. Null: forgotten.
  content     json,
  -- waiting: nothing is decided. answering: it is, and the answer is to go. aside: it waits for a person.
  state       text        not null default 'waiting' check (state in ('waiting', 'answering', 'done', 'aside')),
  -- What became of it: executed, mistaken, unproven, automatic, unreadable …
  fate        text,
  -- Whose it turned out to be.
  account     bigint,
  -- The answer, sealed under the same key. Null: none is owed, or it is forgotten.
  answer      json,
  -- How often it was taken up, and how often that ended with the world failing: what is left ended with nothing said.
  claims      integer     not null default 0,
  failures    integer     not null default 0,
  last_error  text,
  -- By the real clock, as are all below.
  not_before  timestamptz not null default '-infinity',
  lease_owner text,
  lease_until timestamptz,
  fence       bigint      not null default 0,
  kept_at     timestamptz not null default now(),
  settled_at  timestamptz,
  primary key (partition, id)
) with (fillfactor = 70);
create index mail_inbox_open on mail_inbox (kept_at, partition) where state in ('waiting', 'answering');
create index mail_inbox_aside on mail_inbox (kept_at) where state = 'aside';
create index mail_inbox_settled on mail_inbox (settled_at) where state = 'done' and content is not null;
create index mail_inbox_of_account on mail_inbox (account, fate, settled_at) where account is not null;
