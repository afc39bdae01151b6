-- Names of candidates are looked up by number, as titles and ids are: few bytes to look through.

alter table candidate_names add column name_hash integer;  -- of name
update candidate_names set name_hash = (md5_number_lower(name) % 2147483647)::integer;
