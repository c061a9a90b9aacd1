import type { ProtectedResource } from '../checks.ts';
import type { ResourceUse } from './resource-use.ts';

/** Which pipelines may use which resources of a project. Safe to call concurrently. */
export interface ResourcePermissions {
  /** Whether a pipeline may use a resource. One that is not there is nobody's to forbid. */
  allows(organization: string, use: ResourceUse, resource: ProtectedResource): Promise<boolean>;
}
