import type { Command } from './commands.ts';
import type { Annotation, RunEvent, RunNotes } from './events.ts';
import { isRunNumber } from './run-number.ts';
import type { Run } from './state.ts';

export const noNotes: RunNotes = { tags: [], isKept: false, isDeleted: false, properties: {} };

/** What an annotation changes of a run: nothing where all of it stands already, or its name is no run number. */
export function annotate(run: Run, command: Extract<Command, { type: 'annotate' }>): readonly RunEvent[] {
  const { type: _, ...annotation } = command;
  if (annotation.name !== undefined && !isRunNumber(annotation.name)) return [];
  const event: RunEvent = { type: 'runAnnotated', ...annotation };
  const { name, notes } = annotated(run, event);
  const isSame = name === run.name && JSON.stringify(notes) === JSON.stringify(run.notes);
  return isSame ? [] : [event];
}

/** A run with what an annotation changes. */
export function annotated(run: Run, annotation: Annotation): Run {
  const { notes } = run;
  return {
    ...run,
    name: annotation.name ?? run.name,
    notes: {
      tags: tagsAfter(notes.tags, annotation),
      isKept: annotation.isKept ?? notes.isKept,
      isDeleted: annotation.isDeleted ?? notes.isDeleted,
      properties: propertiesAfter(notes.properties, annotation.properties ?? {}),
    },
  };
}

function tagsAfter(tags: readonly string[], { addTags = [], removeTags = [] }: Annotation): readonly string[] {
  const removed = new Set(removeTags.map(lowered));
  const unique = new Map<string, string>();
  for (const tag of [...tags, ...addTags]) if (!unique.has(lowered(tag))) unique.set(lowered(tag), tag);
  return [...unique].filter(([key]) => !removed.has(key)).map(([, tag]) => tag);
}

function propertiesAfter(
  properties: RunNotes['properties'],
  changes: NonNullable<Annotation['properties']>,
): RunNotes['properties'] {
  const after = Object.entries({ ...properties, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(after) as RunNotes['properties'];
}

function lowered(tag: string): string {
  return tag.toLowerCase();
}
