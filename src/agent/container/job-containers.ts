import type { AgentJobRequest, WireStep } from '../../wire/agent-protocol.ts';
import type { RunningContainer } from './running-container.ts';

/** Whether a job asks for any container. */
export function hasContainers({ jobContainer, resources }: AgentJobRequest): boolean {
  return jobContainer !== undefined || (resources.containers ?? []).length > 0;
}

/** The containers of a job, while it runs. */
export class JobContainers {
  /** Those that steps can run in, by alias in lower case. */
  readonly #running = new Map<string, RunningContainer>();
  /** Everything that was made and has to go, services included: name and id. */
  readonly #made: { readonly name: string; readonly id: string }[] = [];
  readonly #jobAlias: string | undefined;
  #job: RunningContainer | undefined;
  network: string | undefined;

  constructor({ jobContainer }: Pick<AgentJobRequest, 'jobContainer'>) {
    this.#jobAlias = jobContainer;
  }

  made(name: string, id: string): void {
    this.#made.push({ name, id });
  }

  get all(): readonly { readonly name: string; readonly id: string }[] {
    return this.#made;
  }

  /** Opens a container to steps. The job's own is where steps go that name none. */
  open(container: RunningContainer, isJob: boolean): void {
    this.#running.set(container.alias.toLowerCase(), container);
    if (isJob) this.#job = container;
  }

  /** Where a step runs: a container, or `undefined` for the machine itself. A string says what is wrong. */
  placeOf({ target }: WireStep): RunningContainer | string | undefined {
    const wanted = target?.target ?? '';
    if (wanted === '' && this.#job === undefined && this.#jobAlias !== undefined)
      return `The container '${this.#jobAlias}' of the job is not running.`;
    if (wanted === '') return this.#job;
    if (wanted.toLowerCase() === 'host') return undefined;
    return (
      this.#running.get(wanted.toLowerCase()) ??
      `The step's target '${wanted}' is no container that steps of this job can run in.`
    );
  }

  /** A path of any of the containers as the machine sees it. */
  outside(path: string): string {
    const [first] = this.#running.values();
    return first === undefined ? path : first.paths.outside(path);
  }
}
