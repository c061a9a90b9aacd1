import type { Dialect } from '../engine.ts';

/** Settings and records as JSON, by kind. */
export function documentTable({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table document (
      organization ${text} not null, kind ${text} not null, scope ${text} not null, id ${text} not null,
      name_key ${text}, position ${integer} not null, due_at ${integer}, revision ${integer} not null, json ${text} not null,
      primary key (organization, kind, scope, id)) ${tableOptions}`,
    'create unique index document_name on document (organization, kind, scope, name_key) where name_key is not null',
    'create index document_order on document (organization, kind, scope, position, id)',
    'create index document_due on document (kind, due_at) where due_at is not null',
  ];
}
