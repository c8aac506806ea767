-- Documents that were shown as evidence. Events name them by their digests; what they hold is sealed under the key of the
-- person whom they are about, and unreadable once that is destroyed.
create table evidence_documents (
  -- SHA-256, hexadecimal, of the document as it was given.
  digest         text        not null check (length(digest) = 64),
  -- The stream that it was shown for: the same document for another person is another row, under another key.
  aggregate_type text        not null,
  aggregate_id   text        not null,
  media_type     text        not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size           integer     not null,
  -- Its name and its octets, sealed.
  content        json        not null,
  -- Who gave it.
  login          text        not null,
  -- Real time; again whenever an event is about to name it.
  kept_at        timestamptz not null,
  -- An event names it.
  named          boolean     not null default false,
  primary key (aggregate_type, aggregate_id, digest)
);
create index evidence_documents_unnamed on evidence_documents (kept_at) where not named;
