-- How old the newest record of each source is, apart from when it was last asked.
create or replace view data_age as
select source, max(coalesce(listed_at, updated_at, published_at)) as newest_record_at,
       max(seen_at) as last_sighting_at, count(*) as sightings
from sightings group by source;
