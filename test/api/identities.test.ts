import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Build } from '../../src/wire/builds.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, basic, organization, someone, World } from './support/world.ts';

type Found = { readonly id: string; readonly providerDisplayName: string; readonly subjectDescriptor: string } | null;
type List<Item> = { readonly count: number; readonly value: readonly Item[] };

const other = { id: '6a3e4b1c-0000-4000-8000-00000000000c', displayName: 'Other One', uniqueName: 'other@example.com' };

async function found(world: World, query: string): Promise<readonly (string | undefined)[]> {
  const answer = await world.call('GET', `/_apis/identities?${query}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<List<Found>>().value.map(one => one?.providerDisplayName);
}

test('a name is turned into the identity that has it', async () => {
  await using world = await World.open();
  await world.addTokenOf(other, 'other');
  const filters: readonly [string, readonly string[]][] = [
    ['searchFilter=General&filterValue=OTHER@example.com', ['Other One']],
    ['searchFilter=general&filterValue=Other%20One', ['Other One']],
    ['searchFilter=DirectoryAlias&filterValue=other', ['Other One']],
    ['searchFilter=MailAddress&filterValue=some.one@example.com', ['Some One']],
    ['searchFilter=DisplayName&filterValue=o*', ['Other One', 'oracle Build Service (fabrikam)']],
    ['searchFilter=AccountName&filterValue=nobody', []],
  ];
  for (const [query, names] of filters) assert.deepEqual(await found(world, query), names, query);
});

test('identities are found by id and by descriptor, in the order in which they are asked for', async () => {
  await using world = await World.open();
  await world.addTokenOf(other, 'other');
  assert.deepEqual(await found(world, `identityIds=${other.id.toUpperCase()},none,${someone.id}`), [
    'Other One',
    undefined,
    'Some One',
  ]);
  const one = (await world.call('GET', `/_apis/Identities/${other.id}`)).json<Found>();
  assert.deepEqual(await found(world, `subjectDescriptors=${one?.subjectDescriptor}`), ['Other One']);
  const descriptor = encodeURIComponent('Microsoft.IdentityModel.Claims.ClaimsIdentity;other@example.com');
  assert.deepEqual(await found(world, `descriptors=${descriptor}`), ['Other One']);
});

test('what is no question about identities is refused', async () => {
  await using world = await World.open();
  const refusals: readonly [string, number, string][] = [
    ['', 400, 'ArgumentNullException'],
    ['?searchFilter=General', 400, 'ArgumentNullException'],
    ['?searchFilter=Shoes&filterValue=a', 400, 'ArgumentException'],
    ['/none', 404, 'IdentityNotFoundException'],
  ];
  for (const [path, status, typeKey] of refusals) {
    const answer = await world.call('GET', `/_apis/identities${path}`);
    assert.deepEqual([answer.statusCode, answer.json<ErrorEnvelope>().typeKey], [status, typeKey], path);
  }
});

test('an application reads whom it acts for, and in which organizations', async () => {
  await using world = await World.open();
  await world.addToken('app', ['vso.profile']);
  const authorization = basic('app');
  for (const prefix of ['/_apis', '//_apis']) {
    const profile = (await world.call('GET', `${prefix}/profile/profiles/me`, { authorization })).json<
      Record<string, unknown>
    >();
    const { id, displayName, emailAddress } = profile;
    assert.deepEqual(
      { id, displayName, emailAddress },
      { id: someone.id, displayName: 'Some One', emailAddress: someone.uniqueName },
    );
    const accounts = (await world.call('GET', `${prefix}/accounts?memberId=${someone.id}`, { authorization })).json<
      List<{ accountName: string; accountUri: string }>
    >();
    assert.deepEqual(
      accounts.value.map(({ accountName, accountUri }) => [accountName, accountUri]),
      [[organization, `${base}/`]],
    );
  }
  const missing = await world.call('GET', '/_apis/profile/profiles/none', { authorization });
  assert.deepEqual([missing.statusCode, missing.json<ErrorEnvelope>().typeKey], [404, 'ProfileDoesNotExistException']);
});

test('older clients look services up below the address of the organization', async () => {
  await using world = await World.open();
  const all = (await world.call('GET', '/_apis/ServiceDefinitions')).json<
    List<{ identifier: string; displayName: string }>
  >();
  const build = all.value.find(({ displayName }) => displayName === 'Build');
  const path = `/_apis/ServiceDefinitions/LocationService2/${build?.identifier}`;
  assert.deepEqual((await world.call('GET', path)).json(), build);
  assert.equal((await world.call('GET', '/_apis/ServiceDefinitions/None')).json<List<object>>().count, 0);
  assert.equal((await world.call('GET', `${path}0`)).statusCode, 404);
  const services = async (options: string) =>
    (await world.call('GET', `/_apis/connectionData?connectOptions=${options}`)).json<{
      locationServiceData: { serviceDefinitions: readonly object[] };
    }>().locationServiceData.serviceDefinitions.length;
  assert.equal(await services('None'), 0);
  assert.equal(await services('IncludeServices'), all.count);
  assert.equal(await services('1'), all.count);
});

test('whoever is mentioned has a picture, also one who is not known any more', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const { requestedFor } = (await world.call('GET', `/oracle/_apis/build/builds/${key.runId}`)).json<Build>();
  assert.equal(requestedFor.imageUrl, requestedFor._links.avatar.href);
  const picture = await world.call('GET', requestedFor.imageUrl.replace(base, ''));
  assert.match(String(picture.headers['content-type']), /^image\/svg\+xml/);
  assert.match(picture.body, />SO<\/text>/);
  assert.match((await world.call('GET', '/_apis/GraphProfile/MemberAvatars/millrace.eA')).body, />\?<\/text>/);
});
