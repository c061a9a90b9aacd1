import type { Generated } from 'kysely';

/**
 * The tables as migrations made them. Each belongs to an organization, which begins every primary key, so that they can be distributed by
 * it. What is looked up is a column; the rest is JSON in `json`. Instants are milliseconds since 1970.
 */
export type Schema = {
  /** The number that a sequence gave last. */
  readonly sequence: { readonly organization: string; readonly name: string; readonly value: number };
  /**
   * What changes with each append, and no more: it is rewritten often. `due_at` is null when nothing is pending, and once completed. `item` is what
   * lists show, in the form `item_form`, if `item_version` is `version`.
   */
  readonly run: {
    readonly organization: string;
    readonly run_id: number;
    readonly version: number;
    readonly due_at: number | null;
    readonly json: string;
    readonly item_version: number | null;
    readonly item_form: number | null;
    readonly item: string | null;
  };
  /** What of a run never changes. `final_yaml` is a JSON string. */
  readonly run_origin: {
    readonly organization: string;
    readonly run_id: number;
    readonly project_id: string;
    readonly plan_id: string;
    readonly pipeline_id: number;
    readonly json: string;
    readonly final_yaml: string | null;
  };
  /** `json` is the whole event. */
  readonly event: {
    readonly organization: string;
    readonly run_id: number;
    readonly version: number;
    readonly type: string;
    readonly at: number;
    readonly json: string;
  };
  /** Waits for an agent while `agent_id` is null; `locked_until` is null with it. */
  readonly job_request: {
    readonly organization: string;
    readonly request_id: number;
    readonly pool_id: number;
    readonly priority: Generated<number>;
    readonly queued_at: number;
    readonly agent_id: number | null;
    readonly locked_until: number | null;
    readonly json: string;
  };
  readonly project: {
    readonly organization: string;
    readonly project_id: string;
    readonly name_key: string;
    readonly json: string;
  };
  readonly repository: {
    readonly organization: string;
    readonly project_id: string;
    readonly repository_id: string;
    readonly name_key: string;
    readonly json: string;
  };
  readonly pipeline: {
    readonly organization: string;
    readonly pipeline_id: number;
    readonly project_id: string;
    readonly folder_key: string;
    readonly name_key: string;
    readonly revision: number;
    readonly json: string;
  };
  readonly pool: {
    readonly organization: string;
    readonly pool_id: number;
    readonly name_key: string;
    readonly json: string;
  };
  readonly agent: {
    readonly organization: string;
    readonly agent_id: number;
    readonly pool_id: number;
    readonly name_hash: string | null;
    readonly json: string;
  };
  /** One for each agent. `former_json` is the session that it ended. */
  readonly agent_session: {
    readonly organization: string;
    readonly agent_id: number;
    readonly session_id: string;
    readonly json: string;
    readonly former_json: string | null;
  };
  readonly token: {
    readonly organization: string;
    readonly hash: string;
    readonly created_at: number;
    readonly json: string;
  };
  /** `bytes` is null where the lines are in a blob, or there are none. */
  readonly log: {
    readonly organization: string;
    readonly run_id: number;
    readonly log_id: number;
    readonly created_at: number;
    readonly changed_at: number;
    readonly line_count: number;
    readonly size_bytes: number;
    readonly bytes: Uint8Array | null;
  };
  /** `name_key` and `due_at` are null where the document has no name, or nothing is due; `json` is `[name, value]`. */
  readonly document: {
    readonly organization: string;
    readonly kind: string;
    readonly scope: string;
    readonly id: string;
    readonly name_key: string | null;
    readonly position: number;
    readonly due_at: number | null;
    readonly revision: number;
    readonly json: string;
  };
  /** Which migrations were run. The one table without an organization. */
  readonly migration: { readonly number: number; readonly applied_at: number };
};
