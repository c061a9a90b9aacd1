/** The parameters of authorizations that everybody may read, in lower case; the service answers these and null for all others. */
const readable = new Set([
  'authenticationtype',
  'authorizationtype',
  'azureenvironment',
  'clustercontext',
  'configurationid',
  'email',
  'idtoken_audience',
  'idtoken_issuer',
  'loginserver',
  'nugetauthtype',
  'registry',
  'role',
  'rolebindingname',
  'scope',
  'serviceaccountname',
  'serviceprincipalid',
  'tenantid',
  'username',
  'workloadidentityfederationissuer',
  'workloadidentityfederationissuertype',
  'workloadidentityfederationsubject',
]);

/** Whether a parameter of an authorization is a secret: every one is that is not known to be none. */
export function isConfidential(parameter: string): boolean {
  return !readable.has(parameter.toLowerCase());
}
