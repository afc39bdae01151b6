-- What a look needs not do again while it follows from the same: see docs/decisions/0046-left-alone.md.
alter table proposals add column proven varchar;    -- stands for a page and the rows that were proven on it
alter table proposals add column complete varchar;  -- stands for a page and its works' facts, where nothing was left to fill in
