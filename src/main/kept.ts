import { ArtifactStore } from '../artifacts/artifact-store.ts';
import { CacheStore } from '../artifacts/cache-store.ts';
import { CoverageStore } from '../testing/coverage-store.ts';
import { TestAttachments } from '../testing/test-attachments.ts';
import { type TestPorts, TestStore } from '../testing/test-store.ts';

/** What runs leave behind. */
export type Kept = {
  readonly artifacts: ArtifactStore;
  readonly caches: CacheStore;
  readonly tests: TestStore;
  readonly testAttachments: TestAttachments;
  readonly coverage: CoverageStore;
};

/** Opens all that runs leave behind, over one database and one place for blobs. */
export function openKept({ documents, runs, blobs, clock }: TestPorts): Kept {
  const ports = { documents, runs, blobs, clock };
  return {
    artifacts: new ArtifactStore(ports),
    caches: new CacheStore(ports),
    tests: new TestStore(ports),
    testAttachments: new TestAttachments(ports),
    coverage: new CoverageStore(documents),
  };
}
