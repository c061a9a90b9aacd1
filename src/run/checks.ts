/** Something outside the pipeline that a stage uses, and that may have checks on it. */
export type ProtectedResource = {
  /** As the service spells the types of checked resources. */
  readonly type: 'environment' | 'variablegroup' | 'repository' | 'endpoint' | 'queue' | 'securefile';
  /** `''` where the run knows only the name. */
  readonly id: string;
  readonly name: string;
};

/** A check as it was configured when a stage became ready. */
export type Check = {
  /** The configuration's id; unique among the checks of a stage. */
  readonly id: string;
  readonly resource: ProtectedResource;
  /** The service's default is 43,200: thirty days. */
  readonly timeoutMinutes: number;
  /** Of the group that it is linked to, as they were when the stage became ready; secrets are sealed. Absent: none. */
  readonly variables?: Readonly<Record<string, CheckVariable>>;
} & CheckRule;

/** As jobs have them. */
type CheckVariable = { readonly value: string; readonly isSecret: boolean; readonly readonly: boolean };

export type CheckRule =
  | {
      readonly kind: 'approval';
      /** Whose word counts. Never empty. */
      readonly approvers: readonly Approver[];
      /** How many must approve; 0 is all. */
      readonly minRequired: number;
      /** One after the other, in the order listed. */
      readonly isInOrder: boolean;
      /** Whether who asked for the run may approve it. */
      readonly mayApproveOwn: boolean;
      readonly instructions: string;
      /** Whose word does not count, whoever asks them. Absent: nobody's. */
      readonly blocked?: readonly Approver[];
      /** Before the other checks, or after them. Absent: among them. */
      readonly turn?: 'preCheck' | 'postCheck';
    }
  | {
      readonly kind: 'businessHours';
      /** An IANA name, `Europe/Berlin`, or `UTC`. */
      readonly timeZone: string;
      /** 0 is Sunday. */
      readonly days: readonly number[];
      /** Minutes after midnight; the end is not within. An end that is not after the start is on the next day. */
      readonly startMinute: number;
      readonly endMinute: number;
    }
  /** Every repository of the run stands on one of these branches; `*` stands for any text. */
  | { readonly kind: 'branchControl'; readonly allowedBranches: readonly string[] }
  /** The pipeline extends one of these. Never empty. */
  | { readonly kind: 'requiredTemplate'; readonly templates: readonly RequiredTemplate[] }
  /** Something outside is called, and says whether the stage may go on. */
  | {
      readonly kind: 'call';
      /** The task that makes the call. */
      readonly task: 'invokeRest' | 'azureFunction';
      readonly displayName: string;
      /** As authored. */
      readonly inputs: Readonly<Record<string, string>>;
      /** Minutes after which it is called again when it said no; 0 is never. */
      readonly retryMinutes: number;
      /** The variable group whose variables the inputs can name. */
      readonly group?: string;
    }
  /** One stage at a time, among all runs. */
  | { readonly kind: 'exclusiveLock' };

/** A template that pipelines must extend. */
export type RequiredTemplate = {
  /** As YAML spells it: `git` for a repository of the service. */
  readonly repositoryType: string;
  /** `project/repository`, or `repository` of the run's project. */
  readonly repositoryName: string;
  readonly repositoryRef: string;
  readonly templatePath: string;
};

export type Approver = {
  readonly id: string;
  readonly displayName: string;
  readonly uniqueName?: string;
  /** Those who were asked before, oldest first, where the approval was handed on. */
  readonly handedOn?: readonly HandedOn[];
};

/** An approval was handed on from somebody to somebody else. */
export type HandedOn = {
  readonly from: Omit<Approver, 'handedOn'>;
  readonly by: ApprovalAnswer['by'];
  readonly comment: string;
  readonly at: number;
};

export type CheckOutcome = 'approved' | 'rejected' | 'timedOut' | 'canceled';

/** Somebody's word in an approval. */
export type ApprovalAnswer = {
  /** The id of the approver in whose place it was given. */
  readonly approver: string;
  readonly by: { readonly id: string; readonly displayName: string; readonly uniqueName: string };
  readonly isApproved: boolean;
  readonly comment: string;
  readonly at: number;
};
