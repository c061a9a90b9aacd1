import { Type } from 'typebox';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import { type Vote, votes } from '../../run/review.ts';
import type { ReviewerChange } from '../../run/reviews.ts';
import { Collection } from '../../wire/json-schema.ts';
import { PullRequestReviewer, ReviewerWish } from '../../wire/pull-request-reviews.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { pullRequestParams, pullRequestPaths } from '../http/git-paths.ts';
import { pullRequestPlaceOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { pullRequestUrl } from '../resources/pull-request-resource.ts';
import { reviewerResource } from '../resources/review-resource.ts';
import { reviewerNamed } from '../resources/reviewer-named.ts';
import type { Services } from '../services.ts';

const params = Type.Object(pullRequestParams);
const reviewerParams = Type.Object({ ...pullRequestParams, reviewerId: Type.String() });

/** Who is asked to review a pull request, and what he said. */
export function pullRequestReviewerRoutes(api: Api, services: Services): void {
  for (const path of pullRequestPaths) {
    readReviewers(api, services, `${path}/reviewers`);
    addReviewers(api, services, `${path}/reviewers`);
    resetVotes(api, services, `${path}/reviewers`);
    setReviewer(api, services, `${path}/reviewers/:reviewerId`);
    removeReviewer(api, services, `${path}/reviewers/:reviewerId`);
  }
}

function readReviewers(api: Api, services: Services, path: string): void {
  const listed = { params, response: { 200: Collection(PullRequestReviewer) } };
  api.get(path, { config: { operation: 'reviewers.list' }, schema: listed }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const url = pullRequestUrl({ base: request.base, ...where }, pullRequest.id);
    const { reviewers } = await services.reviews.get(pullRequest.id);
    return { count: reviewers.length, value: reviewers.map(each => reviewerResource(request.base, url, each)) };
  });
  const one = { params: reviewerParams, response: { 200: PullRequestReviewer } };
  api.get(`${path}/:reviewerId`, { config: { operation: 'reviewers.get' }, schema: one }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const { reviewers } = await services.reviews.get(pullRequest.id);
    const found = reviewers.find(({ who }) => who.id === request.params.reviewerId.toLowerCase());
    if (found === undefined) throw reviewerMissing(request.params.reviewerId);
    return reviewerResource(request.base, pullRequestUrl({ base: request.base, ...where }, pullRequest.id), found);
  });
}

function addReviewers(api: Api, services: Services, path: string): void {
  const many = {
    params,
    body: Type.Array(ReviewerWish, { maxItems: 100 }),
    response: { 200: Collection(PullRequestReviewer) },
  };
  api.post(path, { config: { operation: 'reviewers.add' }, schema: many }, async request => {
    const value = [];
    for (const wish of request.body) value.push(await set(services, request, wish));
    return { count: value.length, value };
  });
  const one = { params, body: ReviewerWish, response: { 200: PullRequestReviewer } };
  api.put(path, { config: { operation: 'reviewers.addUnknown' }, schema: one }, request =>
    set(services, request, request.body),
  );
}

function setReviewer(api: Api, services: Services, path: string): void {
  const schema = { params: reviewerParams, body: ReviewerWish, response: { 200: PullRequestReviewer } };
  for (const [method, operation] of [
    ['PUT', 'reviewers.set'],
    ['PATCH', 'reviewers.update'],
  ] as const)
    api.route({
      method,
      url: path,
      config: { operation },
      schema,
      handler: request => set(services, request, { ...request.body, id: request.params.reviewerId }),
    });
}

// The service lets votes be taken back by it, and nothing else.
function resetVotes(api: Api, services: Services, path: string): void {
  const schema = { params, body: Type.Array(ReviewerWish, { maxItems: 100 }) };
  api.patch(path, { config: { operation: 'reviewers.reset' }, schema }, async (request, reply) => {
    for (const wish of request.body) {
      if ((wish.vote ?? 0) !== 0) throw serviceError('argument', 'Votes of others are only taken back: to 0.');
      await set(services, request, { ...wish, vote: 0 });
    }
    return noContent(reply);
  });
}

function removeReviewer(api: Api, services: Services, path: string): void {
  const schema = { params: reviewerParams };
  api.delete(path, { config: { operation: 'reviewers.remove' }, schema }, async (request, reply) => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    await services.reviews.removeReviewer(pullRequest.id, request.params.reviewerId.toLowerCase());
    return noContent(reply);
  });
}

type Asking = {
  readonly base: string;
  readonly params: Parameters<typeof pullRequestPlaceOf>[1];
  readonly caller: { readonly identity: Parameters<Services['reviews']['setReviewer']>[2] };
};

async function set(
  services: Services,
  { base, params, caller }: Asking,
  wish: ReviewerWish,
): Promise<PullRequestReviewer> {
  const { pullRequest, ...where } = await pullRequestPlaceOf(services, params);
  const who = await reviewerNamed(services, wish, caller.identity);
  const reviewer = await services.reviews.setReviewer(pullRequest.id, { ...changeOf(wish), who }, caller.identity);
  return reviewerResource(base, pullRequestUrl({ base, ...where }, pullRequest.id), reviewer);
}

function changeOf({ vote, isRequired, hasDeclined }: ReviewerWish): ReviewerChange {
  if (vote !== undefined && !votes.includes(vote as Vote))
    throw serviceError('argument', `A vote is one of ${votes.join(', ')}.`);
  return {
    ...(vote === undefined ? {} : { vote: vote as Vote }),
    ...(isRequired === undefined ? {} : { isRequired }),
    ...(hasDeclined === undefined ? {} : { hasDeclined }),
  };
}

function reviewerMissing(id: string): PullRequestRefusal {
  return new PullRequestRefusal('reviewerMissing', `The pull request has no reviewer ${id}.`);
}
