import { Type } from 'typebox';
import { testAttachmentBodyBytes, testAttachmentBytes } from '../../base/limits.ts';
import type { TestAttachment as KeptAttachment } from '../../testing/test-attachments.ts';
import type { TestRun } from '../../testing/test-run.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { TestAttachmentRequest } from '../../wire/test-requests.ts';
import { TestAttachment, TestAttachmentReference } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { noContent } from '../http/no-content.ts';
import type { OperationName } from '../http/operations.ts';
import { testPaths, testRunParams } from '../http/paths.ts';
import { sendFile } from '../http/send-artifact.ts';
import { resultMissing, testRunOf } from '../http/test-lookups.ts';
import { dateText } from '../resources/dates.ts';
import { testRunUrl } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

/** Whose files: the path below an area, and the operations that are made of its name. */
type Owner = { readonly path: string; readonly name: 'testAttachments' | 'testResultAttachments' };

const owners: readonly Owner[] = testPaths.flatMap(area => [
  { path: `${area}/runs/:testRunId/attachments`, name: 'testAttachments' },
  { path: `${area}/runs/:testRunId/results/:resultId/attachments`, name: 'testResultAttachments' },
]);

const ownerParams = Type.Object({ ...testRunParams, resultId: Type.Optional(Id32) });
const fileParams = Type.Object({ ...testRunParams, resultId: Type.Optional(Id32), attachmentId: Id32 });

/** Files of test runs, and of their results: a file of one is not among those of the other. */
export function testAttachmentRoutes(api: Api, services: Services): void {
  for (const owner of owners) {
    listAttachments(api, services, owner);
    addAttachment(api, services, owner);
    getAttachment(api, services, owner);
    deleteAttachment(api, services, owner);
  }
}

function listAttachments(api: Api, services: Services, { path, name }: Owner): void {
  api.get(
    path,
    {
      config: { operation: `${name}.list` satisfies OperationName },
      schema: { params: ownerParams, response: { 200: Collection(TestAttachment) } },
    },
    async request => {
      const { run, resultId } = await ownerOf(services, request.params);
      const found = await services.testAttachments.list(services.organization, run.id, resultId);
      const value = found.map(file => attachmentResource(request.base, run, file));
      return { count: value.length, value };
    },
  );
}

function addAttachment(api: Api, services: Services, { path, name }: Owner): void {
  api.post(
    path,
    {
      bodyLimit: testAttachmentBodyBytes,
      config: { operation: `${name}.add` satisfies OperationName },
      schema: { params: ownerParams, body: TestAttachmentRequest, response: { 200: TestAttachmentReference } },
    },
    async request => {
      const { organization } = services;
      const { run, resultId } = await ownerOf(services, request.params);
      const { stream, fileName, comment = '' } = request.body;
      const bytes = Buffer.from(stream, 'base64');
      if (bytes.length > testAttachmentBytes)
        throw serviceError('argument', `An attachment has at most ${testAttachmentBytes} bytes.`);
      const content = await services.artifacts.content(organization).add(bytes);
      const owner = resultId === undefined ? { testRunId: run.id } : { testRunId: run.id, resultId };
      const file = await services.testAttachments.add(organization, { ...owner, name: fileName, comment, content });
      return { id: file.id, url: attachmentUrl(request.base, run, file) };
    },
  );
}

function getAttachment(api: Api, services: Services, { path, name }: Owner): void {
  api.get(
    `${path}/:attachmentId`,
    {
      config: { operation: `${name}.get` satisfies OperationName, produces: 'application/octet-stream' },
      schema: { params: fileParams },
    },
    async (request, reply) => {
      const { row, file } = await fileOf(services, request.params);
      return sendFile(reply, services.artifacts, row.key, { name: file.name, content: file.content });
    },
  );
}

function deleteAttachment(api: Api, services: Services, { path, name }: Owner): void {
  api.delete(
    `${path}/:attachmentId`,
    { config: { operation: `${name}.delete` satisfies OperationName }, schema: { params: fileParams } },
    async (request, reply) => {
      const { file } = await fileOf(services, request.params);
      await services.testAttachments.remove(services.organization, file);
      return noContent(reply);
    },
  );
}

type OwnerParams = { readonly project: string; readonly testRunId: number; readonly resultId?: number };

async function ownerOf(services: Services, params: OwnerParams) {
  const found = await testRunOf(services, params);
  const { resultId } = params;
  if (resultId !== undefined && (await services.tests.result(found.run, resultId)) === undefined)
    throw resultMissing(found.run.id, resultId);
  return { ...found, resultId };
}

async function fileOf(services: Services, params: OwnerParams & { readonly attachmentId: number }) {
  const { run, row, resultId } = await ownerOf(services, params);
  const file = await services.testAttachments.get(services.organization, run.id, params.attachmentId);
  if (file === undefined || file.resultId !== resultId)
    throw serviceError('testRunMissing', `Attachment ${params.attachmentId} cannot be found.`);
  return { row, file };
}

function attachmentResource(base: string, run: TestRun, file: KeptAttachment) {
  const { id, name, comment, content, createdAt } = file;
  const url = attachmentUrl(base, run, file);
  return { id, fileName: name, comment, size: content.sizeBytes, createdDate: dateText(createdAt), url };
}

function attachmentUrl(base: string, run: TestRun, { id, resultId }: KeptAttachment): string {
  const result = resultId === undefined ? '' : `/Results/${resultId}`;
  return `${testRunUrl(base, run)}${result}/Attachments/${id}`;
}
