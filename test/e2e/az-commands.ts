/** What the JSON that a command prints has to have, member by member; a pattern where the command has to fail with such a text. */
export type Expected = Readonly<Record<string, unknown>> | RegExp;

/** A command of `az` as it is typed: words with spaces stand in double quotes. */
export type AzCommand = readonly [command: string, expected: Expected];

const ids = '--query {ids:[].id}';
const names = '--query {names:[].name}';

/** `FOLDER` is an empty folder with `policy.json`, `COMMIT` the one commit, `REPOSITORY` the id of the one repository. Pipeline 1 is `ci`, its run 1 is over. */
const pipelineCommands: readonly AzCommand[] = [
  ['pipelines show --id 1', { id: 1, name: 'ci', revision: 1 }],
  ['pipelines show --name ci --folder-path \\', { id: 1, queueStatus: 'enabled' }],
  [`pipelines list --name c* --top 1 --query-order NameDesc --folder-path \\ ${names}`, { names: ['ci'] }],
  [`pipelines list --repository cable --repository-type tfsgit ${names}`, { names: ['ci'] }],
  ['pipelines build definition list --name ci --top 1 --query [0]', { name: 'ci' }],
  [`pipelines build definition list --repository cable --repository-type tfsgit ${names}`, { names: ['ci'] }],
  ['pipelines build definition show --id 1', { id: 1 }],
  ['pipelines build definition show --name ci', { id: 1 }],
  ['pipelines folder create --path \\Team --description ours', { path: '\\Team', description: 'ours' }],
  ['pipelines folder create --path Team/Sub', { path: '\\Team\\Sub' }],
  ['pipelines folder list --query-order Desc --query {paths:[].path}', { paths: ['\\Team\\Sub', '\\Team', '\\'] }],
  ['pipelines folder list --path \\Team --query {paths:[].path}', { paths: ['\\Team', '\\Team\\Sub'] }],
  [
    'pipelines folder update --path \\Team\\Sub --new-path \\Team\\Other --new-description theirs',
    { path: '\\Team\\Other', description: 'theirs' },
  ],
  [
    'pipelines create --name two --description d --repository cable --repository-type tfsgit --branch main --yml-path azure-pipelines.yml --folder-path \\Team --queue-id 1 --skip-first-run true',
    { id: 2, name: 'two', path: '\\Team', revision: 1 },
  ],
  [
    'pipelines create --name three --repository cable --repository-type tfsgit --branch main --yml-path azure-pipelines.yml',
    { id: 2, reason: 'manual', sourceBranch: 'refs/heads/main' },
  ],
  [
    'pipelines create --name ci --repository cable --repository-type tfsgit --branch main --yml-path azure-pipelines.yml',
    /Pipeline with name ci already exists/,
  ],
  [
    'pipelines create --name x --repository nope --repository-type tfsgit --branch main --yml-path a.yml',
    /TF401019: The Git repository with name or identifier nope does not exist/,
  ],
  [
    'pipelines update --id 2 --new-name ten --description e --branch main --yml-path other.yml --queue-id 1 --new-folder-path \\Team\\Other',
    { name: 'ten', path: '\\Team\\Other', description: 'e' },
  ],
  ['pipelines folder delete --path \\Team --yes', {}],
  ['pipelines show --id 2', /The requested build definition 2 could not be found|does not exist/],
  ['pipelines delete --id 3 --yes', {}],
  ['pipelines delete --id 3 --yes', /The requested build definition 3 could not be found/],
];

const variableCommands: readonly AzCommand[] = [
  ['pipelines variable create --name a --value 1 --pipeline-id 1 --query a', { value: '1' }],
  [
    'pipelines variable create --name key --secret true --value hush --pipeline-name ci --query key',
    { isSecret: true, value: null },
  ],
  [
    'pipelines variable create --name who --value nobody --allow-override true --pipeline-id 1 --query who',
    { allowOverride: true },
  ],
  ['pipelines variable update --name a --new-name b --value "2 3" --pipeline-name ci --query b', { value: '2 3' }],
  [
    'pipelines variable update --name who --value world --allow-override false --pipeline-id 1 --query who',
    { allowOverride: null, value: 'world' },
  ],
  [
    'pipelines variable update --name key --prompt-value true --secret true --pipeline-id 1 --query key',
    { isSecret: true },
  ],
  ['pipelines variable list --pipeline-id 1 --query {names:keys(@)}', { names: ['key', 'who', 'b'] }],
  ['pipelines variable delete --name b --pipeline-id 1 --yes', {}],
  ['pipelines variable list --pipeline-name ci --query {names:keys(@)}', { names: ['key', 'who'] }],
  [
    'pipelines variable-group create --name g --variables a=1 b="2 3" --authorize true --description d',
    { name: 'g', authorized: true, description: 'd' },
  ],
  ['pipelines variable-group create --name other --variables a=1', { id: 2, authorized: false }],
  ['pipelines variable-group update --group-id 1 --name gg --description e --authorize false', { authorized: false }],
  [
    `pipelines variable-group list --group-name g* --action-filter manage --top 5 --query-order Asc ${names}`,
    { names: ['gg'] },
  ],
  [`pipelines variable-group list --query-order Desc --continuation-token 2 ${ids}`, { ids: [1] }],
  [
    'pipelines variable-group variable create --group-id 1 --name c --value 2 --secret true --query c',
    { isSecret: true },
  ],
  [
    'pipelines variable-group variable update --group-id 1 --name a --new-name d --value 4 --secret false --query d',
    { value: '4' },
  ],
  [
    'pipelines variable-group variable update --group-id 1 --name c --prompt-value true --secret true --query c',
    { isSecret: true, value: null },
  ],
  ['pipelines variable-group variable delete --group-id 1 --name b --yes', {}],
  ['pipelines variable-group variable list --group-id 1 --query {names:keys(@)}', { names: ['c', 'd'] }],
  ['pipelines variable-group show --group-id 1', { name: 'gg', description: 'e' }],
  ['pipelines variable-group delete --group-id 2 --yes', {}],
  [`pipelines variable-group list ${ids}`, { ids: [1] }],
];

const runCommands: readonly AzCommand[] = [
  ['pipelines runs show --id 1', { id: 1, status: 'completed', result: 'succeeded' }],
  [
    `pipelines runs list --pipeline-ids 1 --status completed --result succeeded --branch main --reason manual --top 1 --query-order FinishTimeAsc ${ids}`,
    { ids: [1] },
  ],
  [`pipelines runs list --requested-for me ${ids}`, { ids: [1] }],
  ['pipelines runs list --requested-for nobody', /Could not resolve identity: nobody/],
  ['pipelines runs tag add --run-id 1 --tags one', {}],
  ['pipelines runs tag add --run-id 1 --tags two,three --query {tags:@}', { tags: ['one', 'two', 'three'] }],
  ['pipelines runs tag delete --run-id 1 --tag three --query {tags:@}', { tags: ['one', 'two'] }],
  ['pipelines runs tag list --run-id 1 --query {tags:@}', { tags: ['one', 'two'] }],
  [`pipelines runs list --tags one two ${ids}`, { ids: [1] }],
  ['pipelines runs artifact list --run-id 1 --query [0]', { name: 'drop' }],
  ['pipelines runs artifact download --run-id 1 --artifact-name drop --path FOLDER/got', {}],
  [
    'pipelines runs artifact download --run-id 1 --artifact-name no --path FOLDER',
    /Artifact no was not found for build 1/,
  ],
  ['pipelines runs artifact upload --run-id 1 --artifact-name more --path FOLDER', {}],
  ['pipelines runs artifact upload --run-id 1 --artifact-name more --path FOLDER', /Artifact more already exists/],
  [`pipelines runs artifact list --run-id 1 ${names}`, { names: ['drop', 'more'] }],
  ['pipelines runs artifact download --run-id 1 --artifact-name more --path FOLDER/again', {}],
  [
    `pipelines build list --definition-ids 1 --branch main --result succeeded --status completed --reason manual --tags one --requested-for me --top 3 ${ids}`,
    { ids: [1] },
  ],
  ['pipelines build show --id 1', { buildNumberRevision: 1 }],
  ['pipelines build tag add --build-id 1 --tags x,y --query {tags:@}', { tags: ['one', 'two', 'x', 'y'] }],
  ['pipelines build tag delete --build-id 1 --tag x --query {tags:@}', { tags: ['one', 'two', 'y'] }],
  ['pipelines build tag list --build-id 1 --query {tags:@}', { tags: ['one', 'two', 'y'] }],
  ['pipelines run --id 1 --parameters greeting=hi --variables b=2', { id: 3, state: 'inProgress' }],
  ['pipelines run --name ci --folder-path \\ --commit-id COMMIT', { id: 4, sourceVersion: 'COMMIT' }],
  ['pipelines build queue --definition-id 1 --branch main --variables b="x y"', { id: 5, reason: 'manual' }],
  ['pipelines build queue --definition-name ci --queue-id 1 --commit-id COMMIT', { id: 6, sourceVersion: 'COMMIT' }],
  ['pipelines build cancel --build-id 6', { id: 6 }],
  ['pipelines run --id 9', /could not be found|does not exist/],
];

const poolCommands: readonly AzCommand[] = [
  ['pipelines pool list --pool-name Default --pool-type automation --action use --query [0]', { name: 'Default' }],
  ['pipelines pool show --pool-id 1 --action manage', { name: 'Default', isHosted: false }],
  [
    'pipelines agent list --pool-id 1 --demands bash --include-capabilities true --include-assigned-request true --include-last-completed-request true --query [0]',
    { status: 'online' },
  ],
  [`pipelines agent list --pool-id 1 --agent-name nobody ${ids}`, { ids: [] }],
  ['pipelines agent show --pool-id 1 --agent-id 1 --include-capabilities true', { id: 1, enabled: true }],
  ['pipelines queue list --queue-name Default --action use --query [0]', { name: 'Default' }],
  ['pipelines queue show --queue-id 1 --action manage', { id: 1 }],
];

const notServed = /API resource location [0-9a-f-]+ is not registered on/;

const releaseCommands: readonly AzCommand[] = [
  ['pipelines release create --definition-id 1', notServed],
  ['pipelines release list', notServed],
  ['pipelines release show --id 1', notServed],
  ['pipelines release definition list', notServed],
  ['pipelines release definition show --id 1', notServed],
];

const guarded = '--repository-id REPOSITORY --branch main --blocking true --enabled true';
const whole = '--repository-id REPOSITORY --blocking true --enabled true';
const notEvaluated = /Policies of the type [0-9a-f-]+ are not evaluated here/;

/** Policies of branches, each made and changed by the commands of its own type, or as a file says. */
const policyCommands: readonly AzCommand[] = [
  [
    `repos policy approver-count create ${guarded} --minimum-approver-count 1 --creator-vote-counts true --allow-downvotes false --reset-on-source-push true`,
    { id: 1, isBlocking: true, isEnabled: true },
  ],
  [
    'repos policy approver-count update --id 1 --minimum-approver-count 2 --allow-downvotes true --query settings',
    { minimumApproverCount: '2', allowDownvotes: true, creatorVoteCounts: true },
  ],
  [
    `repos policy build create ${guarded} --build-definition-id 1 --display-name CI --manual-queue-only true --queue-on-source-update-only false --valid-duration 0 --path-filter /docs/*;!/docs/a --query settings`,
    { displayName: 'CI', filenamePatterns: ['/docs/*', '!/docs/a'] },
  ],
  [
    'repos policy build update --id 2 --display-name Docs --branch topic --branch-match-type prefix --query settings.{name:displayName,scope:scope[0].refName}',
    { name: 'Docs', scope: 'refs/heads/topic' },
  ],
  [
    `repos policy required-reviewer create ${guarded} --message hello --required-reviewer-ids me --query settings`,
    { message: 'hello', filenamePatterns: [] },
  ],
  [
    'repos policy required-reviewer update --id 3 --message bye --blocking false',
    { id: 3, isBlocking: false, revision: 2 },
  ],
  [`repos policy comment-required create ${guarded} --query type`, { displayName: 'Comment requirements' }],
  ['repos policy comment-required update --id 4 --enabled false', { isEnabled: false }],
  ['repos policy create --config FOLDER/policy.json', { id: 5, isBlocking: false }],
  ['repos policy update --id 5 --config FOLDER/policy.json', { revision: 2 }],
  [`repos policy list ${ids}`, { ids: [1, 2, 3, 4, 5] }],
  [`repos policy list --repository-id REPOSITORY --branch topic ${ids}`, { ids: [2] }],
  ['repos policy show --id 1 --query type', { displayName: 'Minimum number of reviewers' }],
  ['repos policy delete --id 5 --yes', {}],
  ['repos policy show --id 5', /TF402305: The policy with ID 5 does not exist/],
  [`repos policy merge-strategy create ${guarded} --allow-squash true`, notEvaluated],
  ['repos policy merge-strategy update --id 1 --allow-squash true', notEvaluated],
  [`repos policy work-item-linking create ${guarded}`, notEvaluated],
  ['repos policy work-item-linking update --id 1', notEvaluated],
  [`repos policy case-enforcement create ${whole}`, notEvaluated],
  ['repos policy case-enforcement update --id 1 --enabled false', notEvaluated],
  [`repos policy file-size create ${whole} --maximum-git-blob-size 100 --use-uncompressed-size false`, notEvaluated],
  ['repos policy file-size update --id 1 --maximum-git-blob-size 100', notEvaluated],
];

/** A pull request whose target branch a working tree has checked out: it is never completed. */
const pullRequestCommands: readonly AzCommand[] = [
  [
    'repos pr create --repository cable --source-branch topic --target-branch main --title T --description a b --draft true',
    { pullRequestId: 1, isDraft: true },
  ],
  ['repos pr list --repository cable --status all --creator me --query [0]', { title: 'T' }],
  ['repos pr show --id 1', { status: 'active', sourceRefName: 'refs/heads/topic' }],
  ['repos pr update --id 1 --title U --draft false', { title: 'U', isDraft: false }],
  ['repos pr reviewer add --id 1 --reviewers me --query [0]', { displayName: 'Administrator', vote: 0 }],
  ['repos pr set-vote --id 1 --vote approve', { vote: 10 }],
  ['repos pr reviewer list --id 1 --query {votes:[].vote}', { votes: [10] }],
  [
    "repos pr policy list --id 1 --query {them:[].join('/',[configuration.type.displayName,status])}",
    { them: ['Minimum number of reviewers/running', 'Required reviewers/approved'] },
  ],
  ['repos pr policy queue --id 1 --evaluation-id 00000001-0000-4000-8000-000000000001', { status: 'running' }],
  [
    'repos pr update --id 1 --auto-complete true --squash true --delete-source-branch true --query {by:autoCompleteSetBy.displayName,squashes:completionOptions.squashMerge}',
    { by: 'Administrator', squashes: true },
  ],
  ['repos pr update --id 1 --auto-complete false', { autoCompleteSetBy: null, status: 'active' }],
  ['repos pr update --id 1 --status completed', /cannot be completed: not all of its policies hold/],
  ['repos pr reviewer remove --id 1 --reviewers me --query {them:@}', { them: [] }],
  ['repos pr work-item list --id 1 --query {them:@}', { them: [] }],
  ['repos pr update --id 1 --status abandoned', { status: 'abandoned' }],
];

/** Groups beside `pipelines`: what is served, and how the rest is refused. */
const otherCommands: readonly AzCommand[] = [
  ['devops project create --name Second --description d --process Scrum --source-control git', { name: 'Second' }],
  [
    'devops project show --project Second --query capabilities.processTemplate',
    { templateName: 'Scrum', templateTypeId: '6b724908-ef14-45cf-84f8-768b5384da45' },
  ],
  ['devops project create --name Second', /TF200019: The following project already exists/],
  ['devops project list --top 1 --skip 1 --state-filter wellFormed --query value[0]', { name: 'Second' }],
  ['devops project show --project Fiber', { name: 'Fiber', state: 'wellFormed' }],
  ['devops project show --project nope', /TF200016: The following project does not exist: nope/],
  ['devops team list --top 1 --query [0]', { name: 'Fiber Team' }],
  ['devops team show --team "Fiber Team"', { name: 'Fiber Team' }],
  ['devops team list-member --team "Fiber Team" --query [0].identity', { displayName: 'Administrator' }],
  ['devops team create --name Crew --description ours', { name: 'Crew', description: 'ours' }],
  ['devops team create --name Crew', /already exists/],
  ['devops team update --team Crew --name Squad --description theirs', { name: 'Squad', description: 'theirs' }],
  [`devops team list --top 1 --skip 1 ${names}`, { names: ['Squad'] }],
  ['devops team list-member --team Squad --top 1 --query [0].identity', { displayName: 'Administrator' }],
  ['devops team delete --id Squad --yes', {}],
  ['devops team show --team Squad', /does not exist/],
  ['devops service-endpoint github create --name hub --github-url https://github.com/a/b', { type: 'github' }],
  [
    'devops service-endpoint azurerm create --name cloud --azure-rm-tenant-id 6a3e4b1c-0000-4000-8000-000000000001 --azure-rm-service-principal-id 6a3e4b1c-0000-4000-8000-000000000002 --azure-rm-subscription-id 6a3e4b1c-0000-4000-8000-000000000003 --azure-rm-subscription-name sub',
    { type: 'azurerm', isReady: true },
  ],
  [`devops service-endpoint list ${names}`, { names: ['hub', 'cloud'] }],
  ['devops invoke --area build --resource builds --route-parameters project=Fiber --query {count:count}', { count: 5 }],
  [
    'devops invoke --area pipelines --resource runs --route-parameters project=Fiber pipelineId=1 --api-version 6.0-preview --query {count:count}',
    { count: 5 },
  ],
  ['devops wiki list', notServed],
  ['devops user list', notServed],
  ['devops extension list', notServed],
  ['devops security group list', notServed],
  ['devops admin banner list', notServed],
  ['boards work-item show --id 1', notServed],
  ['artifacts universal publish --feed f --name n --version 1.0.0 --path FOLDER', /There are no feeds here/],
  ['artifacts universal download --feed f --name n --version 1.0.0 --path FOLDER', /There are no feeds here/],
  ['repos list --query [0]', { name: 'cable' }],
  ['repos show --repository cable', { name: 'cable', defaultBranch: 'refs/heads/main' }],
  ['repos ref list --repository cable --filter heads/ --query [0]', { name: 'refs/heads/main', objectId: 'COMMIT' }],
  ['repos ref create --name heads/more --repository cable --object-id COMMIT', { success: true }],
  ['repos ref lock --name heads/more --repository cable', /Branches are not locked/],
  ['repos ref delete --name heads/more --repository cable', { success: true }],
  ...policyCommands,
  ...pullRequestCommands,
  ['repos update --repository cable --default-branch topic', { defaultBranch: 'refs/heads/topic' }],
  ['repos update --repository cable --default-branch main', { defaultBranch: 'refs/heads/main' }],
  ['repos create --name new', /No repository is made here: a server registers folders that are there/],
  ['repos import create --git-source-url https://example.com/a --repository cable', notServed],
];

/** All, in the order in which they are run. */
export const azCommands: readonly AzCommand[] = [
  ...pipelineCommands,
  ...variableCommands,
  ...runCommands,
  ...poolCommands,
  ...releaseCommands,
  ...otherCommands,
];
