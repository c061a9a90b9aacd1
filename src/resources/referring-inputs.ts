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

/** What an input of a task refers to; `undefined` for one that holds a plain value. */
export function referredBy(input: string): 'endpoint' | 'securefile' | undefined {
  const name = input.toLowerCase();
  if (endpointInputs.has(name)) return 'endpoint';
  return secureFileInputs.has(name) ? 'securefile' : undefined;
}
