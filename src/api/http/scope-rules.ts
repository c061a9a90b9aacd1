/** What a token may be allowed to do. `app_token` allows everything. */
export type Scope =
  | 'vso.build'
  | 'vso.build_execute'
  | 'vso.code'
  | 'vso.code_status'
  | 'vso.threads_full'
  | 'vso.code_write'
  | 'vso.code_manage'
  | 'vso.project'
  | 'vso.project_write'
  | 'vso.project_manage'
  | 'vso.profile'
  | 'vso.identity'
  | 'vso.agentpools'
  | 'vso.agentpools_listen'
  | 'vso.agentpools_manage'
  | 'vso.test'
  | 'vso.test_write'
  | 'vso.variablegroups_read'
  | 'vso.variablegroups_manage'
  | 'vso.serviceendpoint'
  | 'vso.serviceendpoint_query'
  | 'vso.serviceendpoint_manage'
  | 'vso.securefiles_read'
  | 'vso.securefiles_write'
  | 'vso.securefiles_manage'
  | 'vso.environment_manage'
  | 'vso.taskgroups_read'
  | 'vso.taskgroups_write'
  | 'vso.taskgroups_manage'
  | 'vso.pipelineresources_use'
  | 'vso.pipelineresources_manage'
  | 'vso.hooks'
  | 'vso.hooks_write'
  | 'vso.hooks_interact'
  | 'vso.tokens'
  | 'vso.work'
  | 'millrace.metrics';

/** What a scope allows beside itself. */
const including: Readonly<Record<string, readonly Scope[]>> = {
  'vso.build_execute': ['vso.build'],
  'vso.test_write': ['vso.test'],
  'vso.code_write': ['vso.code', 'vso.code_status'],
  'vso.code_manage': ['vso.code', 'vso.code_status', 'vso.code_write'],
  'vso.code_full': ['vso.code', 'vso.code_status', 'vso.code_write', 'vso.code_manage'],
  'vso.profile': ['vso.project'],
  'vso.project_write': ['vso.project'],
  'vso.project_manage': ['vso.project', 'vso.project_write'],
  'vso.agentpools_manage': ['vso.agentpools', 'vso.agentpools_listen'],
  'vso.variablegroups_write': ['vso.variablegroups_read'],
  'vso.variablegroups_manage': ['vso.variablegroups_read'],
  'vso.securefiles_write': ['vso.securefiles_read'],
  'vso.securefiles_manage': ['vso.securefiles_read', 'vso.securefiles_write'],
  'vso.taskgroups_write': ['vso.taskgroups_read'],
  'vso.taskgroups_manage': ['vso.taskgroups_read', 'vso.taskgroups_write'],
  'vso.hooks_write': ['vso.hooks'],
  'vso.hooks_interact': ['vso.hooks'],
  'vso.pipelineresources_manage': ['vso.pipelineresources_use'],
  'vso.serviceendpoint_query': ['vso.serviceendpoint'],
  'vso.serviceendpoint_manage': ['vso.serviceendpoint', 'vso.serviceendpoint_query'],
};

/**
 * What an operation asks of a token: one scope, all of several, or one of several. `any`: every valid token will do.
 * `public`: no token is asked for.
 */
export type ScopeRule =
  | Scope
  | 'app_token'
  | 'any'
  | 'public'
  | { readonly all: readonly Scope[] }
  | { readonly oneOf: readonly Scope[] };

/** Whether a token with these scopes may do what a rule is for. */
export function allows(granted: ReadonlySet<string>, rule: ScopeRule): boolean {
  if (rule === 'any' || rule === 'public' || granted.has('app_token')) return true;
  if (typeof rule === 'string') return granted.has(rule);
  return 'all' in rule ? rule.all.every(scope => granted.has(scope)) : rule.oneOf.some(scope => granted.has(scope));
}

/** The least sets of scopes that a rule lets in; none where it asks for no scope. */
export function leastScopes(rule: ScopeRule): readonly (readonly string[])[] {
  if (rule === 'any' || rule === 'public') return [];
  if (typeof rule === 'string') return [[rule]];
  return 'all' in rule ? [rule.all] : rule.oneOf.map(scope => [scope]);
}

/** A token's scopes and all that they include. */
export function withIncluded(scopes: readonly string[]): ReadonlySet<string> {
  return new Set(scopes.flatMap(scope => [scope, ...(including[scope] ?? [])]));
}
