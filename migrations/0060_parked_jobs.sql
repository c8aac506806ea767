-- Jobs that were put aside are counted and listed often, and stand among many that are done.
create index jobs_parked on jobs (due_at) where state = 'parked';
