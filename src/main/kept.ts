import { ArtifactStore } from '../artifacts/artifact-store.ts';
import { CacheStore } from '../artifacts/cache-store.ts';
import { FileContainers } from '../artifacts/file-containers.ts';
import { CoverageStore } from '../testing/coverage-store.ts';
import { TestAttachments } from '../testing/test-attachments.ts';
import { type TestPorts, TestStore } from '../testing/test-store.ts';

/** What runs leave behind. */
export type Kept = {
  readonly artifacts: ArtifactStore;
  readonly containers: FileContainers;
  readonly caches: CacheStore;
  readonly tests: TestStore;
  readonly testAttachments: TestAttachments;
  readonly coverage: CoverageStore;
};

/** Opens all that runs leave behind, over one database and one place for blobs. */
export function openKept({ documents, runs, blobs, clock }: TestPorts): Kept {
  const ports = { documents, runs, blobs, clock };
  const artifacts = new ArtifactStore(ports);
  return {
    artifacts,
    containers: new FileContainers({ documents, artifacts, clock }),
    caches: new CacheStore(ports),
    tests: new TestStore(ports),
    testAttachments: new TestAttachments(ports),
    coverage: new CoverageStore(documents),
  };
}
