import type { LocationName } from '../../wire/resource-locations.ts';
import type { ScopeRule } from './scope-rules.ts';

/** What is served under one name. */
export type Operation = {
  /** The resource whose versions are negotiated; `undefined` for routes of our own. */
  readonly location?: LocationName;
  readonly scope: ScopeRule;
  /** The token of a job will do too; the route sees to it that it asks for nothing but its own. */
  readonly ownJob?: boolean;
  /** It is for people with a browser: being signed in will do in place of a token, and what is wrong is told on a page. */
  readonly isPage?: boolean;
};
