-- How old the newest record of each source is, apart from when it was last asked. A feed that ranks
-- papers of any age is as new as the last change in it; a date in the future counts as when it was seen.
create or replace view data_age as
select source, max(case when source = 'trending' then seen_at
                        else least(coalesce(listed_at, updated_at, published_at), seen_at) end) as newest_record_at,
       max(seen_at) as last_sighting_at, count(*) as sightings
from sightings group by source;
