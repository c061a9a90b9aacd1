import { type Static, Type } from 'typebox';
import { Closed, Dictionary } from './json-schema.ts';

const members = {
  name: Type.String(),
  category: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  iconTaskId: Type.Optional(Type.String()),
  icons: Type.Optional(Dictionary(Type.String())),
  /** A definition, as whoever saved the template sent it. */
  template: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
};

/** What saves a template. */
export const SaveTemplate = Type.Object({ ...members, id: Type.Optional(Type.String()) });
export type SaveTemplate = Static<typeof SaveTemplate>;

/** A definition to begin others with. */
export const DefinitionTemplate = Closed({ ...members, id: Type.String(), canDelete: Type.Boolean() });
export type DefinitionTemplate = Static<typeof DefinitionTemplate>;
