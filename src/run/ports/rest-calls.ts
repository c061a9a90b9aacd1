import type { ProjectId } from '../../base/id.ts';

/** A call to what a service connection stands for: of a step without an agent, or of a client. */
export type RestCall = {
  readonly organization: string;
  readonly projectId: ProjectId;
  /** The service connection's name or id; absent for a call that goes to `urlSuffix` alone. */
  readonly connection?: string;
  readonly method: string;
  /** Goes behind the connection's address, as it is. */
  readonly urlSuffix: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the method has none. */
  readonly body: string | undefined;
  /** The job that calls; absent where none does. */
  readonly job?: {
    readonly jobId: string;
    readonly pipeline: { readonly id: number; readonly name: string };
    readonly run: { readonly id: number; readonly name: string };
  };
};

export type RestAnswer = {
  /** What was called, without the connection's authorization. */
  readonly url: string;
  readonly status: number;
  readonly body: string;
};

/**
 * Makes calls over service connections. The implementation puts the connection's authorization in, refuses addresses that the server must not
 * reach, reads a bounded answer, and follows no redirect.
 */
export interface RestCalls {
  /** Whether a project has a service connection that its pipelines may use. */
  isKnown(organization: string, projectId: ProjectId, connection: string): Promise<boolean>;
  /** Rejects when there was no answer. */
  call(call: RestCall, signal: AbortSignal): Promise<RestAnswer>;
}
