import type { Db } from './db.ts';
import { Statement } from './statement.ts';

const organization = { organization: 'text' } as const;
const inProject = { organization: 'text', projectId: 'text' } as const;

/** Adding a taken name or id writes and returns nothing, here as below. */
export function projectStatements(db: Db) {
  return {
    list: new Statement(organization, at =>
      db.selectFrom('project').select('json').where('organization', '=', at.organization).compile(),
    ),
    find: new Statement({ ...organization, key: 'text' }, at =>
      db
        .selectFrom('project')
        .select('json')
        .where('organization', '=', at.organization)
        .where(({ eb, or }) => or([eb('project_id', '=', at.key), eb('name_key', '=', at.key)]))
        .compile(),
    ),
    add: new Statement({ ...organization, id: 'text', nameKey: 'text', json: 'text' }, at =>
      db
        .insertInto('project')
        .values({ organization: at.organization, project_id: at.id, name_key: at.nameKey, json: at.json })
        .onConflict(conflict => conflict.doNothing())
        .returning('project_id')
        .compile(),
    ),
    // The row as it was read stands for its revision: one that was changed since is another text.
    change: new Statement({ ...organization, id: 'text', nameKey: 'text', json: 'text', former: 'text' }, at =>
      db
        .updateTable('project')
        .set({ name_key: at.nameKey, json: at.json })
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.id)
        .where('json', '=', at.former)
        .returning('project_id')
        .compile(),
    ),
    remove: new Statement(inProject, at =>
      db
        .deleteFrom('project')
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .returning('project_id')
        .compile(),
    ),
  };
}

export function repositoryStatements(db: Db) {
  const inside = (at: { readonly organization: string; readonly projectId: string }) =>
    db
      .selectFrom('repository')
      .select('json')
      .where('organization', '=', at.organization)
      .where('project_id', '=', at.projectId);
  return {
    list: new Statement(inProject, at => inside(at).compile()),
    find: new Statement({ ...inProject, key: 'text' }, at =>
      inside(at)
        .where(({ eb, or }) => or([eb('repository_id', '=', at.key), eb('name_key', '=', at.key)]))
        .compile(),
    ),
    add: new Statement({ ...inProject, id: 'text', nameKey: 'text', json: 'text' }, at =>
      db
        .insertInto('repository')
        .values({
          organization: at.organization,
          project_id: at.projectId,
          repository_id: at.id,
          name_key: at.nameKey,
          json: at.json,
        })
        .onConflict(conflict => conflict.doNothing())
        .returning('repository_id')
        .compile(),
    ),
    change: new Statement({ ...inProject, id: 'text', nameKey: 'text', json: 'text', former: 'text' }, at =>
      db
        .updateTable('repository')
        .set({ name_key: at.nameKey, json: at.json })
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .where('repository_id', '=', at.id)
        .where('json', '=', at.former)
        .returning('repository_id')
        .compile(),
    ),
    remove: new Statement({ ...inProject, id: 'text' }, at =>
      db
        .deleteFrom('repository')
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .where('repository_id', '=', at.id)
        .returning('repository_id')
        .compile(),
    ),
    removeAll: new Statement(inProject, at =>
      db
        .deleteFrom('repository')
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .returning('repository_id')
        .compile(),
    ),
  };
}

const pipelineColumns = {
  ...inProject,
  id: 'integer',
  folderKey: 'text',
  nameKey: 'text',
  revision: 'integer',
  json: 'text',
} as const;

export function pipelineStatements(db: Db) {
  const inside = (at: { readonly organization: string; readonly projectId: string }) =>
    db
      .selectFrom('pipeline')
      .select('json')
      .where('organization', '=', at.organization)
      .where('project_id', '=', at.projectId);
  return {
    list: new Statement(inProject, at => inside(at).orderBy('pipeline_id').compile()),
    find: new Statement({ ...inProject, id: 'integer' }, at => inside(at).where('pipeline_id', '=', at.id).compile()),
    add: new Statement(pipelineColumns, at =>
      db
        .insertInto('pipeline')
        .values({
          organization: at.organization,
          pipeline_id: at.id,
          project_id: at.projectId,
          folder_key: at.folderKey,
          name_key: at.nameKey,
          revision: at.revision,
          json: at.json,
        })
        .onConflict(conflict => conflict.doNothing())
        .returning('pipeline_id')
        .compile(),
    ),
    change: new Statement({ ...pipelineColumns, former: 'integer' }, at =>
      db
        .updateTable('pipeline')
        .set({ folder_key: at.folderKey, name_key: at.nameKey, revision: at.revision, json: at.json })
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .where('pipeline_id', '=', at.id)
        .where('revision', '=', at.former)
        .returning('pipeline_id')
        .compile(),
    ),
    removeAll: new Statement(inProject, at =>
      db
        .deleteFrom('pipeline')
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .returning('pipeline_id')
        .compile(),
    ),
    remove: new Statement({ ...inProject, id: 'integer' }, at =>
      db
        .deleteFrom('pipeline')
        .where('organization', '=', at.organization)
        .where('project_id', '=', at.projectId)
        .where('pipeline_id', '=', at.id)
        .returning('pipeline_id')
        .compile(),
    ),
  };
}
