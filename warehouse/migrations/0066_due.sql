-- When a work is to be asked about next, where a night looks for those that are due: not in the answers of all works.

alter table watched add column due_at timestamp;  -- not before; null: what is known of it says
update watched set due_at = e.next_at from enrichments e
    where e.work_id = watched.work_id and e.outcome <> 'offline' and e.text_digest = watched.links_digest;
