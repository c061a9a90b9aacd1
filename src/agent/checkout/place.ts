import { join, relative, resolve, sep } from 'node:path';
import type { AgentJobRequest, WireRepository, WireStep } from '../../wire/agent-protocol.ts';
import type { JobFolders } from '../job/folders.ts';
import { readBoolean } from '../variables/job-variables.ts';

/** The task that `checkout:` stands for. */
export const checkoutTaskId = '6d15af64-176c-496d-b583-fd2ae21d4df4';

/** What a checkout step brings, and where to. */
export type CheckoutPlace =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'repository';
      readonly repository: WireRepository;
      /** Absolute, below the job's folder. */
      readonly folder: string;
      /** `folder` seen from the job's folder: `s`, `s/tools`. */
      readonly relativeFolder: string;
      /** The step says `path`. */
      readonly hasOwnPath: boolean;
      /** The step says `workspaceRepo: true`: scripts start there. */
      readonly isWorkspace: boolean;
    }
  | { readonly kind: 'wrong'; readonly message: string };

/** Where each checkout step of a job puts its repository, by the step's id. */
export function checkoutPlaces(
  request: AgentJobRequest,
  folders: JobFolders,
  expand: (text: string) => string,
): ReadonlyMap<string, CheckoutPlace> {
  const steps = request.steps.filter(isCheckout);
  const several = steps.filter(step => aliasOf(step) !== 'none').length > 1;
  return new Map(steps.map(step => [step.id, placeOf(step, request, folders, several, expand)]));
}

/** The predefined variables that follow from where a job's checkouts go. */
export function checkoutVariables(places: readonly CheckoutPlace[], folders: JobFolders): Record<string, string> {
  const repositories = places.filter(place => place.kind === 'repository');
  const [first] = repositories;
  const self = repositories.find(({ repository }) => repository.alias === 'self');
  const workspace = repositories.find(({ isWorkspace }) => isWorkspace);
  return {
    'Build.SourcesDirectory': first !== undefined && repositories.length === 1 ? first.folder : folders.sources,
    'Build.Repository.LocalPath': self?.hasOwnPath ? self.folder : folders.sources,
    'System.DefaultWorkingDirectory': workspace?.folder ?? folders.sources,
  };
}

/** What the job's variables say of how it checks its own repository out. */
export function selfCheckoutVariables(
  steps: readonly WireStep[],
  expand: (text: string) => string,
): Record<string, string> {
  const self = steps.find(step => isCheckout(step) && aliasOf(step) === 'self');
  const [clean, submodules] = ['clean', 'submodules'].map(name =>
    self === undefined ? '' : expand(input(self, name)),
  );
  const isCleaned = readBoolean(clean) === true;
  const hasSubmodules = readBoolean(submodules) === true || submodules?.toLowerCase() === 'recursive';
  return {
    'Build.Repository.Clean': isCleaned ? 'True' : 'False',
    'Build.Repository.Git.SubmoduleCheckout': hasSubmodules ? 'True' : 'False',
  };
}

/** `Checkout fabrikam@main to s` */
export function checkoutDisplayName(place: CheckoutPlace | undefined): string {
  if (place?.kind !== 'repository') return 'Checkout';
  const { name, ref } = place.repository.properties;
  return `Checkout ${name}@${shortRef(ref)} to ${place.relativeFolder}`;
}

function isCheckout({ reference }: WireStep): boolean {
  return reference.id.toLowerCase() === checkoutTaskId;
}

function aliasOf(step: WireStep): string {
  return (input(step, 'repository') || 'self').toLowerCase();
}

function input(step: WireStep, wanted: string): string {
  return (
    Object.entries(step.inputs)
      .find(([name]) => name.toLowerCase() === wanted)?.[1]
      .trim() ?? ''
  );
}

function placeOf(
  step: WireStep,
  request: AgentJobRequest,
  folders: JobFolders,
  several: boolean,
  expand: (text: string) => string,
): CheckoutPlace {
  const alias = aliasOf(step);
  if (alias === 'none') return { kind: 'none' };
  const repository = request.resources.repositories.find(each => each.alias.toLowerCase() === alias);
  if (repository === undefined)
    return {
      kind: 'wrong',
      message: `The repository '${alias}' is not available to this job. A run without a server has those of --repository NAME=DIR.`,
    };
  const path = expand(input(step, 'path'));
  const standard = several ? join(folders.sources, folderName(repository)) : folders.sources;
  const folder = path === '' ? standard : resolve(folders.workspace, path);
  if (!folder.startsWith(folders.workspace + sep)) {
    return {
      kind: 'wrong',
      message: `The path '${path}' of the checkout has to stay within the job's folder '${folders.workspace}'.`,
    };
  }
  return {
    kind: 'repository',
    repository,
    folder,
    relativeFolder: relative(folders.workspace, folder),
    hasOwnPath: path !== '',
    isWorkspace: input(step, 'workspacerepo').toLowerCase() === 'true',
  };
}

/** The folder that `git clone` would make: the last part of the name. */
function folderName({ alias, properties }: WireRepository): string {
  const last =
    properties.name
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1) ?? '';
  return /^\.*$/.test(last) ? alias : last;
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads\/|tags\/)?/, '');
}
