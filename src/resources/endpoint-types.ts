import { isConfidential } from './endpoint-parameters.ts';

/** What an authorization scheme asks for. */
export type EndpointInput = {
  readonly id: string;
  readonly name: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
};
export type EndpointScheme = {
  readonly scheme: string;
  readonly displayName: string;
  readonly inputs: readonly EndpointInput[];
};
export type EndpointType = {
  readonly name: string;
  readonly displayName: string;
  readonly schemes: readonly EndpointScheme[];
};

function input(id: string, name: string, isRequired = true): EndpointInput {
  return { id, name, isSecret: isConfidential(id), isRequired };
}

const basic: EndpointScheme = {
  scheme: 'UsernamePassword',
  displayName: 'Basic Authentication',
  inputs: [input('username', 'Username', false), input('password', 'Password', false)],
};
const token: EndpointScheme = {
  scheme: 'Token',
  displayName: 'Token Based Authentication',
  inputs: [input('apitoken', 'Personal Access Token')],
};
const none: EndpointScheme = { scheme: 'None', displayName: 'No Authentication', inputs: [] };
const registry: EndpointScheme = {
  ...basic,
  inputs: [
    input('registry', 'Docker Registry'),
    input('username', 'Docker ID'),
    input('password', 'Docker Password'),
    input('email', 'Email', false),
  ],
};
const principal: EndpointScheme = {
  scheme: 'ServicePrincipal',
  displayName: 'Service Principal Authentication',
  inputs: [
    input('tenantid', 'Tenant ID'),
    input('serviceprincipalid', 'Service principal client ID'),
    input('authenticationType', 'Credential', false),
    input('serviceprincipalkey', 'Service principal key', false),
    input('servicePrincipalCertificate', 'Certificate', false),
  ],
};

/**
 * The types of endpoint that are told of, under the service's names. An endpoint of another type is kept all the same: the type is the
 * concern of the task that uses it.
 */
export const endpointTypes: readonly EndpointType[] = [
  { name: 'generic', displayName: 'Generic', schemes: [basic, token, none] },
  {
    name: 'incomingwebhook',
    displayName: 'Incoming WebHook',
    schemes: [
      {
        ...none,
        inputs: [
          input('webhookname', 'WebHook Name'),
          input('secret', 'Secret', false),
          input('header', 'Http Header', false),
        ],
      },
    ],
  },
  { name: 'git', displayName: 'Other Git', schemes: [basic, token] },
  { name: 'github', displayName: 'GitHub', schemes: [token] },
  { name: 'githubenterprise', displayName: 'GitHub Enterprise Server', schemes: [token] },
  { name: 'bitbucket', displayName: 'Bitbucket Cloud', schemes: [basic] },
  { name: 'dockerregistry', displayName: 'Docker Registry', schemes: [registry] },
  {
    name: 'kubernetes',
    displayName: 'Kubernetes',
    schemes: [{ ...token, inputs: [input('apiToken', 'API token')] }, none],
  },
  { name: 'azurerm', displayName: 'Azure Resource Manager', schemes: [principal] },
  { name: 'ssh', displayName: 'SSH', schemes: [basic] },
  { name: 'externalnpmregistry', displayName: 'npm', schemes: [token, basic] },
  { name: 'externalnugetfeed', displayName: 'NuGet', schemes: [token, basic, none] },
  { name: 'externaltfs', displayName: 'Azure Repos/Team Foundation Server', schemes: [token, basic] },
];
