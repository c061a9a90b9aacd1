import type { RunQuery } from '../../run/ports/run-store.ts';
import type { Db } from './db.ts';

/** Runs with their origins. */
export function runsWithOrigins(db: Db) {
  return db
    .selectFrom('run_origin')
    .innerJoin('run', join =>
      join.onRef('run.organization', '=', 'run_origin.organization').onRef('run.run_id', '=', 'run_origin.run_id'),
    );
}

/** The runs that a list names, in its order. */
export function queriedRuns(db: Db, { organization, projectId, pipelineId, before, top }: RunQuery) {
  let query = runsWithOrigins(db).where('run_origin.organization', '=', organization);
  if (projectId !== undefined) query = query.where('run_origin.project_id', '=', projectId);
  if (pipelineId !== undefined) query = query.where('run_origin.pipeline_id', '=', pipelineId);
  if (before !== undefined) query = query.where('run_origin.run_id', '<', before);
  return query.orderBy('run_origin.run_id', 'desc').limit(top);
}
