import type { Dialect } from '../engine.ts';

/** Requests of a higher priority are given first. Those that wait already are normal ones. */
export function requestPriority({ integer }: Dialect): readonly string[] {
  return [
    `alter table job_request add column priority ${integer} not null default 3`,
    'drop index job_request_waiting',
    `create index job_request_waiting on job_request (organization, pool_id, priority, queued_at, request_id)
      where agent_id is null`,
  ];
}
