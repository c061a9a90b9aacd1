import type { LocationName } from '../../wire/resource-locations.ts';
import type { ScopeRule } from './scope-rules.ts';

/** What is served under one name. */
export type Operation = {
  /** The resource whose versions are negotiated; `undefined` for routes of our own. */
  readonly location?: LocationName;
  readonly scope: ScopeRule;
  /**
   * Whether the token of a job will do, where its scopes alone do not say it. `own`: it does, and the route sees to it that it asks for nothing but its own.
   * `never`: code of a pipeline does not administer pipelines, nor what is beyond its project.
   */
  readonly jobs?: 'own' | 'never';
  /** It is for people with a browser: being signed in will do in place of a token, and what is wrong is told on a page. */
  readonly isPage?: boolean;
};
