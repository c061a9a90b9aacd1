import type { Delivery } from './delivery.ts';
import { failureOf } from './outcome.ts';
import type { HookAnswer } from './ports.ts';

/** What came of a request, as the history shows it. */
export function shownAnswer(answer: HookAnswer): Pick<Delivery, 'response' | 'errorMessage' | 'errorDetail'> {
  const errorMessage = failureOf(answer);
  if (answer.kind !== 'answered') return { errorMessage, errorDetail: errorMessage, response: '' };
  const { status, reason, headers, body } = answer;
  const response = `Status Code: ${status}\nReason Phrase: ${reason}\nHTTP Version: 1.1\nHeaders:\n{\n${headers}\n}\n${body}`;
  return {
    response,
    ...(errorMessage === '' ? { errorMessage: '', errorDetail: '' } : { errorMessage, errorDetail: body }),
  };
}
