import type { ValidationWord } from '../cli/doors.ts';
import type { RunProgress } from '../cli/run-progress.ts';
import type { Approval } from '../run/approvals.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import type { Orchestrator } from '../run/orchestrator.ts';

const howToAnswer = 'It ends by its time; --validations resume, or reject, answers it.';

/**
 * Tells of a manual validation that has begun, and gives the word that was said for all beforehand. Whoever runs a pipeline on a machine of
 * theirs stands for everybody whom it asks.
 */
export async function followValidation(
  orchestrator: Orchestrator,
  { key, event }: { readonly key: RunKey; readonly event: RunEvent },
  word: ValidationWord | undefined,
  tell: (event: RunProgress) => void,
): Promise<void> {
  if (event.type !== 'serverStepStarted') return;
  const approval = (await orchestrator.approvalsOf(key)).find(({ id }) => id === event.step.id);
  if (approval === undefined) return;
  const asks = `Job ${event.ref.job} waits for a validation: ${approval.instructions || 'no instructions'}`;
  tell({ type: 'message', level: 'info', text: word === undefined ? `${asks}\n${howToAnswer}` : asks });
  if (word === undefined) return;
  const answer = { approvalId: approval.id, isApproved: word === 'resume', comment: '', by: whoeverMay(approval) };
  await orchestrator.changeApproval({ run: key, answer });
}

/** The first who is asked, under an id that is not that of who started the run. */
function whoeverMay({ id, steps }: Approval) {
  const { displayName = '', uniqueName = '' } = steps[0]?.approver ?? {};
  return { id, displayName, uniqueName };
}
