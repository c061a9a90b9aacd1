import { Type } from 'typebox';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import type { Comment, Thread } from '../../run/review.ts';
import { IdentityReference } from '../../wire/common.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import {
  CreateComment,
  CreateThread,
  PullRequestComment,
  PullRequestThread,
  UpdateThread,
} from '../../wire/pull-request-reviews.ts';
import type { Api } from '../http/api.ts';
import { pullRequestParams, pullRequestPaths } from '../http/git-paths.ts';
import { pullRequestPlaceOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { commentResource, newComment, threadResource } from '../resources/review-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(pullRequestParams);
const threadParams = Type.Object({ ...pullRequestParams, threadId: Id32 });
const commentParams = Type.Object({ ...pullRequestParams, threadId: Id32, commentId: Id32 });

/** Comments on pull requests, in threads. */
export function pullRequestThreadRoutes(api: Api, services: Services): void {
  for (const path of pullRequestPaths) {
    const threads = `${path}/threads`;
    createThread(api, services, threads);
    readThreads(api, services, threads);
    updateThread(api, services, `${threads}/:threadId`);
    createComment(api, services, `${threads}/:threadId/comments`);
    readComments(api, services, `${threads}/:threadId/comments`);
    updateComment(api, services, `${threads}/:threadId/comments/:commentId`);
    deleteComment(api, services, `${threads}/:threadId/comments/:commentId`);
    likes(api, services, `${threads}/:threadId/comments/:commentId/likes`);
  }
}

function createThread(api: Api, services: Services, path: string): void {
  const schema = { params, body: CreateThread, response: { 200: PullRequestThread } };
  api.post(path, { config: { operation: 'threads.create' }, schema }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { status = 'unknown', comments, ...sent } = request.body;
    const wanted = { status, comments: comments.map(newComment), ...contextOf(sent) };
    return threadResource(
      request.base,
      await services.reviews.addThread(pullRequest.id, wanted, request.caller.identity),
    );
  });
}

function contextOf({ threadContext, pullRequestThreadContext, properties }: UpdateThread) {
  return {
    ...(threadContext === undefined ? {} : { context: threadContext }),
    ...(pullRequestThreadContext === undefined ? {} : { pullRequestContext: pullRequestThreadContext }),
    ...(properties === undefined ? {} : { properties }),
  };
}

function readThreads(api: Api, services: Services, path: string): void {
  const listed = { params, response: { 200: Collection(PullRequestThread) } };
  api.get(path, { config: { operation: 'threads.list' }, schema: listed }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { threads } = await services.reviews.get(pullRequest.id);
    return { count: threads.length, value: threads.map(thread => threadResource(request.base, thread)) };
  });
  const one = { params: threadParams, response: { 200: PullRequestThread } };
  api.get(`${path}/:threadId`, { config: { operation: 'threads.get' }, schema: one }, async request =>
    threadResource(request.base, await threadOf(services, request.params)),
  );
}

function updateThread(api: Api, services: Services, path: string): void {
  const schema = { params: threadParams, body: UpdateThread, response: { 200: PullRequestThread } };
  api.patch(path, { config: { operation: 'threads.update' }, schema }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { threadId } = request.params;
    const { status, comments = [], ...sent } = request.body;
    for (const comment of comments)
      await services.reviews.addComment(pullRequest.id, threadId, newComment(comment), request.caller.identity);
    const changed = await services.reviews.changeThread(pullRequest.id, threadId, thread => ({
      ...thread,
      ...(status === undefined ? {} : { status }),
      ...contextOf(sent),
    }));
    return threadResource(request.base, changed);
  });
}

function createComment(api: Api, services: Services, path: string): void {
  const schema = { params: threadParams, body: CreateComment, response: { 200: PullRequestComment } };
  api.post(path, { config: { operation: 'comments.create' }, schema }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { threadId } = request.params;
    const wanted = newComment(request.body);
    const made = await services.reviews.addComment(pullRequest.id, threadId, wanted, request.caller.identity);
    return commentResource(request.base, made);
  });
}

function readComments(api: Api, services: Services, path: string): void {
  const listed = { params: threadParams, response: { 200: Collection(PullRequestComment) } };
  api.get(path, { config: { operation: 'comments.list' }, schema: listed }, async request => {
    const { comments } = await threadOf(services, request.params);
    return { count: comments.length, value: comments.map(comment => commentResource(request.base, comment)) };
  });
  const one = { params: commentParams, response: { 200: PullRequestComment } };
  api.get(`${path}/:commentId`, { config: { operation: 'comments.get' }, schema: one }, async request =>
    commentResource(request.base, await commentOf(services, request.params)),
  );
}

function updateComment(api: Api, services: Services, path: string): void {
  const schema = { params: commentParams, body: CreateComment, response: { 200: PullRequestComment } };
  api.patch(path, { config: { operation: 'comments.update' }, schema }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { content } = request.body;
    const changed = await services.reviews.changeComment(pullRequest.id, request.params, comment => {
      if (comment.by.id !== request.caller.identity.id)
        throw new PullRequestRefusal('reviewRefused', 'A comment is changed by who wrote it.');
      return content === undefined ? {} : { content };
    });
    return commentResource(request.base, changed);
  });
}

function deleteComment(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    { config: { operation: 'comments.delete' }, schema: { params: commentParams } },
    async (request, reply) => {
      const { pullRequest } = await pullRequestPlaceOf(services, request.params);
      await services.reviews.changeComment(pullRequest.id, request.params, comment => {
        if (comment.by.id !== request.caller.identity.id)
          throw new PullRequestRefusal('reviewRefused', 'A comment is deleted by who wrote it.');
        return { isDeleted: true, content: '' };
      });
      return noContent(reply);
    },
  );
}

function likes(api: Api, services: Services, path: string): void {
  const schema = { params: commentParams, response: { 200: Collection(IdentityReference) } };
  api.get(path, { config: { operation: 'likes.list' }, schema }, async request => {
    const { likedBy } = await commentOf(services, request.params);
    return { count: likedBy.length, value: likedBy.map(each => identityReference(request.base, each)) };
  });
  for (const [verb, operation] of [
    ['POST', 'likes.create'],
    ['DELETE', 'likes.delete'],
  ] as const)
    api.route({
      method: verb,
      url: path,
      config: { operation },
      schema: { params: commentParams },
      handler: async (request, reply) => {
        const { pullRequest } = await pullRequestPlaceOf(services, request.params);
        const { identity } = request.caller;
        await services.reviews.changeComment(pullRequest.id, request.params, ({ likedBy, changedAt }) => {
          const others = likedBy.filter(({ id }) => id !== identity.id);
          return { changedAt, likedBy: verb === 'POST' ? [...others, identity] : others };
        });
        return noContent(reply);
      },
    });
}

type AtThread = Parameters<typeof pullRequestPlaceOf>[1] & { readonly threadId: number };

async function threadOf(services: Services, params: AtThread): Promise<Thread> {
  const { pullRequest } = await pullRequestPlaceOf(services, params);
  const { threads } = await services.reviews.get(pullRequest.id);
  const thread = threads.find(({ id }) => id === params.threadId);
  if (thread !== undefined) return thread;
  throw new PullRequestRefusal('threadMissing', `The pull request has no thread ${params.threadId}.`);
}

async function commentOf(services: Services, params: AtThread & { readonly commentId: number }): Promise<Comment> {
  const { comments } = await threadOf(services, params);
  const comment = comments.find(({ id }) => id === params.commentId);
  if (comment !== undefined) return comment;
  throw new PullRequestRefusal('threadMissing', `The thread has no comment ${params.commentId}.`);
}
