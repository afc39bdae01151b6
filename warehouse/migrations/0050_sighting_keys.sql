-- A sighting's key is now half the digest of what the rules read of it, half that of everything else (`works.sighting_key`):
-- a snapshot's lines can be given it by columns. What is stored keeps its row, so that nothing is seen twice.

update sightings set sighting_id = concat(
    sha256(concat(title, chr(0), coalesce(abstract, ''),
        case when len(categories) > 0 then concat(chr(0), array_to_string(categories, chr(0))) end))[:16],
    md5(concat(source, chr(31), kind, chr(31), array_to_string(ids, chr(30)), chr(31), is_abstract_cut::integer, chr(31),
        array_to_string(authors, chr(30)), chr(31), comment, chr(31), journal_ref, chr(31), doi, chr(31), version, chr(31),
        epoch_us(published_at), chr(31), epoch_us(updated_at), chr(31), epoch_us(listed_at), chr(31),
        is_withdrawn::integer, chr(31), rank, chr(31), upvotes, chr(31), organisation, chr(31), links, chr(31), facts,
        case when kind = 'feed' and starts_with(origin, 'http') then concat(' ', strftime(seen_at, '%Y-%m-%d')) end))[:16],
    regexp_extract(sighting_id, '-\d+$'));
