import type { Pages } from '../pages/pages.ts';
import type { Services } from '../services.ts';

/** Loads the pages of runs when the first of them is asked for. */
export function loadPages(services: Services): () => Promise<Pages> {
  let loaded: Promise<Pages> | undefined;
  const load = async (): Promise<Pages> => {
    const { Pages } = await import('../pages/pages.ts');
    return new Pages(services);
  };
  return () => {
    loaded ??= load();
    return loaded;
  };
}
