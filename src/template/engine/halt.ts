/**
 * Thrown where the service gives up as well: `document` ends the evaluation of one file, `everything` that of all, after a limit.
 * Never leaves the engine; the finding is in the report by then.
 */
export class Halt extends Error {
  readonly ends: 'document' | 'everything';

  constructor(ends: 'document' | 'everything') {
    super(`Evaluation ended: ${ends}`);
    this.ends = ends;
  }
}
