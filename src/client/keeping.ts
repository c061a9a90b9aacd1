import { AgentServerError } from '../wire/agent-protocol.ts';
import type { AgentServer, PlanScope } from '../wire/agent-server.ts';
import type { CacheHit, SourceRun } from '../wire/artifact-server.ts';
import { packChunks, unpackChunks } from '../wire/content.ts';
import type { HttpClient } from './http.ts';
import { planPath } from './plan-path.ts';

/** What runs leave behind, over routes of our own below the plan's. All of it may be sent again, but for a new artifact's link. */
export function httpKeeping(http: HttpClient): Pick<AgentServer, 'content' | 'artifacts' | 'caches' | 'tests'> {
  const post = (plan: PlanScope, path: string, body: unknown): Promise<unknown> =>
    http.send({ method: 'POST', path: `${planPath(plan)}/${path}`, body, repeat: 'always' });
  return {
    content: {
      missing: async (plan, space, hashes) =>
        ((await post(plan, `content/${space}/missing`, { hashes })) as { readonly hashes: readonly string[] }).hashes,
      put: async (plan, space, chunks) =>
        ((await post(plan, `content/${space}`, packChunks(chunks))) as { readonly hashes: readonly string[] }).hashes,
      async get(plan, space, hashes) {
        const path = `${planPath(plan)}/content/${space}/read`;
        const call = { method: 'POST', path, body: { hashes }, answer: 'bytes', repeat: 'always' } as const;
        return unpackChunks((await http.send(call)) as Uint8Array);
      },
    },
    artifacts: {
      create: async (plan, artifact) => {
        // Its first try may have come through: then the second finds the name taken, by itself.
        const path = `${planPath(plan)}/artifacts`;
        return (await http.send({ method: 'POST', path, body: artifact, repeat: 'unsent' })) as { readonly id: number };
      },
      find: async (plan, source) => (await post(plan, 'artifacts/find', source)) as SourceRun,
    },
    caches: {
      find: async (plan, keys) => (await post(plan, 'caches/find', { keys })) as CacheHit | undefined,
      reserve: async (plan, segments) =>
        (await post(plan, 'caches', { segments })) as { readonly id: string } | undefined,
      async commit(plan, id, tree) {
        try {
          await post(plan, `caches/${id}`, tree);
          return true;
        } catch (failure) {
          if (failure instanceof AgentServerError && failure.status === 409) return false;
          throw failure;
        }
      },
    },
    tests: httpTests(http),
  };
}

/** Results are sent once: nobody could tell whether those of a lost answer were counted. */
function httpTests(http: HttpClient): AgentServer['tests'] {
  const post = (plan: PlanScope, path: string, body: unknown): Promise<unknown> =>
    http.send({ method: 'POST', path: `${planPath(plan)}/${path}`, body, repeat: 'unsent' });
  return {
    createRun: async (plan, run) => (await post(plan, 'testruns', run)) as { readonly id: number },
    addResults: async (plan, id, results) => void (await post(plan, `testruns/${id}/results`, { results })),
    attach: async (plan, id, file) => void (await post(plan, `testruns/${id}/attachments`, file)),
    completeRun: async (plan, id) => void (await post(plan, `testruns/${id}/completed`, {})),
    addCoverage: async (plan, coverage) => void (await post(plan, 'coverage', coverage)),
  };
}
