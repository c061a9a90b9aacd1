import { type ArtifactPorts, ArtifactStore } from '../artifacts/artifact-store.ts';
import { CacheStore } from '../artifacts/cache-store.ts';

/** What runs leave behind. */
export type Kept = { readonly artifacts: ArtifactStore; readonly caches: CacheStore };

/** Opens all that runs leave behind, over one database and one place for blobs. */
export function openKept({ documents, runs, blobs, clock }: ArtifactPorts): Kept {
  return {
    artifacts: new ArtifactStore({ documents, runs, blobs, clock }),
    caches: new CacheStore({ documents, blobs, clock }),
  };
}
