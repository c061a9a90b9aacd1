import type { Api } from '../http/api.ts';
import { readForms } from '../http/forms.ts';
import type { Services } from '../services.ts';
import { pipelinePageRoutes } from './pipeline-pages.ts';
import { runFormRoutes } from './run-form-pages.ts';
import { runPageRoutes } from './run-pages.ts';
import { signInRoutes } from './sign-in.ts';
import { sourcePageRoutes } from './source-pages.ts';

/** The pages for people, and what their forms send. */
export function pageRoutes(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    readForms(scope);
    for (const addRoutes of [signInRoutes, pipelinePageRoutes, runPageRoutes, runFormRoutes, sourcePageRoutes])
      addRoutes(scope, services);
  });
}
