import { type Static, Type } from 'typebox';

/** What the forms of the pages of runs send. Each brings the proof that its page had. */

const text = Type.Optional(Type.String());

export const SignInForm = Type.Object({ proof: text, token: text, returnTo: text });
export const SignOutForm = Type.Object({ proof: text });

export const RunChangeForm = Type.Object({
  proof: text,
  /** `cancel`, `retry`, `keep`, `release`, `retryStage`, `startStage` or `cancelStage`. */
  do: text,
  /** Of the last three. */
  stage: text,
});
export type RunChangeForm = Static<typeof RunChangeForm>;

export const ApprovalForm = Type.Object({
  proof: text,
  approval: text,
  /** `approved` or `rejected`. */
  answer: text,
  comment: text,
});

/** `branch`, `shown`, `commit`, `more`, and `look` to run nothing; `p.NAME` for each parameter and `v.NAME` for each variable of the pipeline, `s.NAME` for each stage to skip. */
export const RunForm = Type.Record(Type.String(), Type.String());
