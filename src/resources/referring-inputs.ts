/**
 * The inputs of the service's built-in tasks that name a service endpoint, and those that name a secure file, in lower case. No task gives one of
 * these names to an input of another kind (microsoft/azure-pipelines-tasks, MIT), so the name alone says what an input refers to.
 */
const endpointInputs = new Set(
  (
    'adoserviceconnection armconnectedservicename azureclassicsubscription azuredevopsserviceconnection azurekvserviceconection ' +
    'azureresourcemanagerconnection azureresourcemanagerendpoint azureserviceconnection azuresubscription azuresubscriptionconnection ' +
    'azuresubscriptionendpoint azuresubscriptionendpointforacr azuresubscriptionendpointforsecrets azuresubscriptionforacr ' +
    'cargoserviceconnections clusterconnection connectedservicearm connectedservicename connectedservicenamearm ' +
    'connectedservicenameazuredevops connection containerregistry customendpoint deploymentgroupendpoint dockerhostendpoint ' +
    'dockerregistryconnection dockerregistryendpoint dockerregistryendpointname dockerregistryserviceconnection externalendpoint ' +
    'externalendpoints externalfeedcredentials externalfeeds externalregistrycredentials externalsources genericservice githubconnection ' +
    'jenkinsserverconnection kubernetesserviceconnection kubernetesserviceendpoint mavenserviceconnections nugetserviceconnections ' +
    'publishendpoint publishfeedcredentials pypiconnection pythondownloadserviceconnections pythonuploadserviceconnection ' +
    'registryconnectedservicename serverendpoint serviceconnection serviceconnectionname serviceendpoint sshendpoint teamservicesconnection'
  ).split(' '),
);

const secureFileInputs = new Set(
  (
    'apksignerkeystorefile cacert certificate certsecurefile jarsignerkeystorefile keystorefile privatekey provprofilesecurefile ' +
    'securefile sshkeysecurefile'
  ).split(' '),
);

/** What an input of a task may refer to. */
export type ReferenceKind = 'endpoint' | 'securefile';

/** What an input of a task refers to; `undefined` for one that holds a plain value. */
export type KindOfInput = (taskId: string, input: string) => ReferenceKind | undefined;

/** What an input refers to by its name, as the built-in tasks name theirs. */
function referredBy(input: string): ReferenceKind | undefined {
  const name = input.toLowerCase();
  if (endpointInputs.has(name)) return 'endpoint';
  return secureFileInputs.has(name) ? 'securefile' : undefined;
}

/** As much of a task's definition as says what its inputs refer to. */
type DescribedTask = {
  readonly definition: {
    readonly id: string;
    readonly inputs: readonly { readonly name: string; readonly aliases: readonly string[]; readonly type: string }[];
  };
};

/** What inputs refer to: as their task's package describes them where one is installed, else by their names. */
export function kindsOf(installed: readonly DescribedTask[]): KindOfInput {
  const described = new Map<string, Map<string, ReferenceKind | undefined>>();
  for (const { definition } of installed) {
    const inputs = described.get(definition.id.toLowerCase()) ?? new Map<string, ReferenceKind | undefined>();
    described.set(definition.id.toLowerCase(), inputs);
    for (const { name, aliases, type } of definition.inputs) {
      for (const each of [name, ...aliases]) inputs.set(each.toLowerCase(), kindOfType(type.toLowerCase()));
    }
  }
  return (taskId, input) => {
    const inputs = described.get(taskId.toLowerCase());
    return inputs === undefined ? referredBy(input) : inputs.get(input.toLowerCase());
  };
}

function kindOfType(type: string): ReferenceKind | undefined {
  if (type.startsWith('connectedservice')) return 'endpoint';
  return type === 'securefile' ? 'securefile' : undefined;
}
