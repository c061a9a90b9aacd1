import { documentsDueAtOnce } from '../matching/documents-due.ts';
import type { Db } from './db.ts';
import type { Schema } from './schema.ts';
import { Statement } from './statement.ts';

export type DocumentRow = Omit<Schema['document'], 'name_key'>;

const documentKey = { organization: 'text', kind: 'text', scope: 'text', id: 'text' } as const;
const content = {
  ...documentKey,
  expected: 'integer',
  nameKey: 'text or null',
  position: 'integer',
  dueAt: 'integer or null',
  json: 'text',
} as const;
const listed = {
  organization: 'text',
  kind: 'text',
  scope: 'text',
  position: 'integer',
  id: 'text',
  top: 'integer',
} as const;

type ListKind = { readonly isScoped: boolean; readonly isAfter: boolean; readonly descending: boolean };

/** What is asked of the table of documents. */
export function documentStatements(db: Db) {
  const documents = () =>
    db.selectFrom('document').select(['organization', 'kind', 'scope', 'id', 'position', 'due_at', 'revision', 'json']);
  return {
    get: new Statement(documentKey, ({ organization, kind, scope, id }) =>
      documents()
        .where('organization', '=', organization)
        .where('kind', '=', kind)
        .where('scope', '=', scope)
        .where('id', '=', id)
        .compile(),
    ),
    named: new Statement(
      { organization: 'text', kind: 'text', scope: 'text', key: 'text' },
      ({ organization, kind, scope, key }) =>
        documents()
          .where('organization', '=', organization)
          .where('kind', '=', kind)
          .where('scope', '=', scope)
          .where('name_key', '=', key)
          .compile(),
    ),
    due: new Statement({ kind: 'text', now: 'integer' }, ({ kind, now }) =>
      documents()
        .where('kind', '=', kind)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(documentsDueAtOnce)
        .compile(),
    ),
    list: listStatements(db),
    ...changingStatements(db),
  };
}

/** One statement for each kind of list. */
function listStatements(db: Db) {
  const known = new Map<string, Statement<typeof listed, DocumentRow>>();
  return (kind: ListKind): Statement<typeof listed, DocumentRow> => {
    const name = JSON.stringify(kind);
    const statement = known.get(name) ?? listStatement(db, kind);
    known.set(name, statement);
    return statement;
  };
}

function listStatement(db: Db, { isScoped, isAfter, descending }: ListKind): Statement<typeof listed, DocumentRow> {
  const direction = descending ? 'desc' : 'asc';
  const beyond = descending ? '<' : '>';
  return new Statement(listed, ({ organization, kind, scope, position, id, top }) =>
    db
      .selectFrom('document')
      .select(['organization', 'kind', 'scope', 'id', 'position', 'due_at', 'revision', 'json'])
      .where('organization', '=', organization)
      .where('kind', '=', kind)
      .$if(isScoped, query => query.where('scope', '=', scope))
      .$if(isAfter, query =>
        query.where(({ eb, and, or }) =>
          or([eb('position', beyond, position), and([eb('position', '=', position), eb('id', beyond, id)])]),
        ),
      )
      .orderBy('position', direction)
      .orderBy('id', direction)
      .limit(top)
      .compile(),
  );
}

function changingStatements(db: Db) {
  return {
    add: new Statement(content, ({ organization, kind, scope, id, nameKey, position, dueAt, json }) =>
      db
        .insertInto('document')
        .values({ organization, kind, scope, id, name_key: nameKey, position, due_at: dueAt, revision: 1, json })
        .onConflict(conflict => conflict.doNothing())
        .returning('revision')
        .compile(),
    ),
    change: new Statement(content, ({ organization, kind, scope, id, expected, nameKey, position, dueAt, json }) =>
      db
        .updateTable('document')
        .set(({ eb }) => ({ name_key: nameKey, position, due_at: dueAt, revision: eb('revision', '+', 1), json }))
        .where('organization', '=', organization)
        .where('kind', '=', kind)
        .where('scope', '=', scope)
        .where('id', '=', id)
        .where('revision', '=', expected)
        .returning('revision')
        .compile(),
    ),
    remove: new Statement({ ...documentKey, expected: 'integer' }, ({ organization, kind, scope, id, expected }) =>
      db
        .deleteFrom('document')
        .where('organization', '=', organization)
        .where('kind', '=', kind)
        .where('scope', '=', scope)
        .where('id', '=', id)
        .where('revision', '=', expected)
        .returning('revision')
        .compile(),
    ),
  };
}
