import { Type } from 'typebox';
import { ConfigurationFile, PipelineTemplate } from '../../wire/pipeline-templates.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectOf, repositoryOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { starterTemplates } from '../resources/starter-templates.ts';
import type { Services } from '../services.ts';
