-- How many items a data set holds, where the Hub counts them.
alter table artifacts add column row_count bigint;
