import { Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { definitionTriggerType } from './definitions.ts';
import { Closed, Dictionary, Int32, WireEnum } from './json-schema.ts';

const supportLevel = Type.Union([Type.Literal('supported'), Type.Literal('unsupported'), Type.Literal('required')]);

/** Somewhere that sources of pipelines come from. */
export const SourceProvider = Closed({
  name: Type.String(),
  supportedCapabilities: Dictionary(Type.Boolean()),
  supportedTriggers: Type.Array(
    Closed({ type: WireEnum(definitionTriggerType), supportedCapabilities: Dictionary(supportLevel) }),
  ),
});

export const resultSet = { all: 0, top: 1 } as const;

/** The repositories of a provider, on one page. */
export const SourceRepositories = Closed({
  repositories: Type.Array(
    Closed({
      id: Type.String(),
      name: Type.String(),
      fullName: Type.String(),
      sourceProviderName: Type.String(),
      url: Type.String(),
      defaultBranch: Type.String(),
      properties: Dictionary(Type.String()),
    }),
  ),
  pageLength: Int32,
  totalPageCount: Int32,
});

/** A file or folder. */
export const SourceItem = Closed({
  path: Type.String(),
  type: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
  isContainer: Type.Boolean(),
  url: Type.String(),
});

export const SourceWebhook = Closed({
  name: Type.String(),
  url: Type.String(),
  types: Type.Array(WireEnum(definitionTriggerType)),
});

export const SourceWebhookTypes = Type.Array(WireEnum(definitionTriggerType));

/** A pull request as builds tell of it. */
export const SourcePullRequest = Closed({
  id: Type.String(),
  providerName: Type.String(),
  title: Type.String(),
  description: Type.String(),
  draft: Type.Boolean(),
  currentState: Type.String(),
  author: IdentityReference,
  sourceBranchRef: Type.String(),
  targetBranchRef: Type.String(),
  _links: Closed({ web: Link }),
});
