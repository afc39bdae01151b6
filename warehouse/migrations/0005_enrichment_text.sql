-- A new version may name its code: a work is asked about again when what its links are read from changed.
alter table enrichments add column text_digest varchar;
