import type { RequestObserver } from './request-observer.ts';

/** What `/metrics` answers. `observe` tells somebody of every request from then on. */
export type Scrape = (observe: (observer: RequestObserver) => void) => Promise<{
  readonly type: string;
  readonly text: string;
}>;
