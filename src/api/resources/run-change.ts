import type { Identity } from '../../run/events.ts';
import type { StageAnswer } from '../../run/orchestrator.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { RunChangeForm } from '../../wire/page-forms.ts';
import { type ServiceError, serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** Does with a run what a form of its page says, or throws the service's refusal. */
export async function changeRun(
  { orchestrator }: Services,
  { key }: RunRow,
  { do: what, stage = '' }: RunChangeForm,
  by: Identity,
): Promise<void> {
  switch (what) {
    case 'cancel':
      return void (await orchestrator.cancel(key, by));
    case 'keep':
    case 'release':
      return void (await orchestrator.annotate(key, { isKept: what === 'keep' }));
    case 'retry':
      return checkStage(await orchestrator.retry(key, by), 'The run is not over, or nothing of it failed.');
    case 'retryStage':
      return checkStage(await orchestrator.retryStage(key, stage, { forceAllJobs: false, by }), notNow(stage));
    case 'startStage':
      return checkStage(await orchestrator.startStage(key, stage, by), notNow(stage));
    case 'cancelStage':
      return checkStage(await orchestrator.cancelStage(key, stage, by), notNow(stage));
    default:
      throw serviceError('argument', 'The form does not say what is to be done.');
  }
}

function notNow(stage: string): string {
  return `The stage ${stage} does not stand where that could be done.`;
}

function checkStage(answer: StageAnswer, message: string): void {
  if (!answer.ok) throw refusal(message);
}

function refusal(message: string): ServiceError {
  return serviceError('stageRefused', message);
}
