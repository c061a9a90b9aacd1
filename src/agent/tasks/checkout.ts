import { skipsSources } from '../checkout/fetch-options.ts';
import { checkoutDisplayName } from '../checkout/place.ts';
import { type Task, TaskFailure, type TaskRun } from './task.ts';

/** The task that `checkout:` stands for. In the timeline it goes by an id of its own, as in the service. */
export const checkout: Task = {
  header: {
    id: 'a9f559fc-f0b3-4868-81b5-577d00e266d0',
    name: 'Checkout',
    version: '1.0.0',
    friendlyName: 'Get sources',
    description: 'Get sources from a repository. Supports Git, TfsVC, and SVN repositories.',
    author: 'Microsoft',
    help: '[More Information](https://go.microsoft.com/fwlink/?LinkId=798199)',
  },
  defaults: {},
  displayName: (wire, job) => checkoutDisplayName(job.checkouts.get(wire.id)),
  async main(run) {
    const place = placeOf(run);
    if (place.kind === 'none') return;
    if (place.kind === 'wrong') throw new TaskFailure(place.message);
    const { name, workingTree } = place.repository.properties;
    run.step.write(`Syncing repository: ${name} (${place.repository.type})`);
    if (skipsSources(run)) {
      run.step.write('Nothing is synced: the variable agent.source.skip is on, or build.syncSources is off.');
      return;
    }
    if (workingTree === true) {
      const { copyRepository } = await import('../checkout/working-tree.ts');
      await copyRepository(run, place);
    } else {
      const { fetchRepository } = await import('../checkout/fetch-repository.ts');
      await fetchRepository(run, place);
    }
  },
  async post(run) {
    const place = placeOf(run);
    if (place.kind !== 'repository') return;
    const { type, properties } = place.repository;
    run.step.write(`Cleaning any cached credential from repository: ${properties.name} (${type})`);
    if (properties.workingTree === true || !run.inputs.isOn('persistCredentials')) return;
    const { removeCredentials } = await import('../checkout/fetch-repository.ts');
    await removeCredentials(run, place);
  },
};

function placeOf(run: TaskRun) {
  return run.step.job.checkouts.get(run.wire.id) ?? { kind: 'none' as const };
}
