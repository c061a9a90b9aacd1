/** Every limit of Millrace, with its unit in its name. Each has a test. */

/** How long after its cancel timeout a canceled job's agent may stay silent before the job counts as abandoned, in milliseconds. */
export const cancelGraceMs = 60_000;

/** How long an agent may hold a job without renewing its lock, in milliseconds; it renews every fifth of this. */
export const jobLockMs = 300_000;

/** Every how many lines a log's index remembers where a line starts. */
export const logIndexStrideLines = 1024;

/** Up to which size the lines of a log stand beside its row, in bytes; longer ones are in a blob of their own. */
export const smallLogBytes = 16 * 1024;

/** How often an append to a run starts over because another server was faster. */
export const appendRetries = 20;

/** How long an agent's request for a message waits for one, in milliseconds. */
export const messageWaitMs = 50_000;

/** How often a waiting request for a message looks again without having been woken, in milliseconds. */
export const messagePollMs = 5_000;

/** How many requests a second one caller may send unless the server is told otherwise: more than one process can answer to one client. */
export const requestsPerSecond = 100_000;

/** How many runs have an open span at the same time. */
export const tracedRuns = 10_000;

/** How many runs and waiting jobs are timed at once for the metrics, and how many times are kept until these are read. */
export const timedRuns = 10_000;

/** How many callers' requests are counted at the same time. */
export const rateLimitedCallers = 10_000;

/** How long a client may take to send a request, in milliseconds; its headers alone in a fifth of it. */
export const slowClientMs = 300_000;

/** The longest JSON body that the API reads, in bytes. */
export const apiBodyBytes = 4 * 1024 * 1024;

/** How many objects and arrays of a JSON body may stand within each other. */
export const jsonDepth = 200;

/** How many threads, statuses, labels or reviewers a pull request has at most, and how many comments a thread. */
export const reviewItems = 1_000;

/** The largest picture of a project, in bytes. */
export const avatarBytes = 256 * 1024;

/** How many revisions of a policy are kept. */
export const policyRevisions = 200;

/** The longest body of a push over REST, in bytes: base64 is a third longer than what it stands for. */
export const pushBodyBytes = 32 * 1024 * 1024;

/** The longest piece of a log that an agent may upload at once, in bytes; the service's own agent sends 8 MiB. */
export const logUploadBytes = 16 * 1024 * 1024;

/** The largest file that a step may attach to its record, in bytes. */
export const attachmentBytes = 32 * 1024 * 1024;

/** The longest segment of a route, in characters before decoding: a project's name has at most 64. */
export const routeSegmentLength = 600;

/** How many tokens the API remembers as valid, and for how long in milliseconds: that long a revoked token may still be accepted. */
export const rememberedTokens = 1_000;

/** Of how many jobs a server remembers what of their timelines is theirs. */
export const rememberedJobs = 1_000;
export const rememberedTokenMs = 5_000;

/** How many bytes of completed runs' JSON the API keeps. */
export const keptRunBytes = 32 * 1024 * 1024;

/** For how long the answer for a completed run is kept without looking whether it changed, in milliseconds: another server's word may be lost. */
export const keptRunMs = 10_000;

/** How many runs of a pipeline are listed at most; the service's own number. */
export const listedRuns = 10_000;

/** How many runs of a list are read, and sent, at once. */
export const listedAtOnce = 512;

/** Among how many of the newest runs the last job of an agent is looked for. */
export const agentHistoryRuns = 20;

/** How long a token is good by which a job proves to others which job it is, in milliseconds. */
export const identityTokenMs = 600_000;

/** How long a signed address may be read, in milliseconds. */
export const signedUrlMs = 3_600_000;

/** How deep calls and indexes of one expression may stand in each other; at this depth the service refuses. */
export const expressionDepth = 50;

/** The longest expression, in characters, that of a mixed text as the call of `format` it becomes; the number of the service's library. */
export const expressionLength = 21_000;

/** What the values made by one evaluation may take at any moment, in bytes as the service estimates them. */
export const evaluationBytes = 20_971_520;

/** What one evaluation may make altogether, in bytes: it bounds the time that a long expression over long values can take. */
export const evaluationTotalBytes = 1024 * 1024 * 1024;

/** What all evaluations of one compilation may make together, in bytes: it bounds the time that they take. */
export const compilationWorkBytes = 64 * 1024 * 1024;

/** The longest name that `$(name)` is looked up by, in characters. */
export const macroNameLength = 1_024;

/** How deep variables may be made of each other by `$(name)`. */
export const variableDepth = 50;

/** How long all variables of a job may become together by `$(name)`, in characters; those beyond keep their own text. */
export const expandedVariablesLength = 16 * 1024 * 1024;

/** How many sequences and mappings of a YAML file may be open within each other; the service's own number. */
export const yamlDepth = 100;

/** The largest YAML file that is read, in bytes; the service's own number. Whoever reads the file checks it. */
export const yamlFileBytes = 1_048_576;

/** How many files, the pipeline's own among them, one compilation reads unless its caller allows more; the service's own number. */
export const templateFiles = 100;

/** How deep templates may refer to each other; the service's own number. */
export const templateDepth = 100;

/** How many collections and templates may be open within each other while templates are expanded. */
export const expansionDepth = 400;

/** What the expanded pipeline may take, in bytes as the service estimates them; the service's own number. */
export const expansionBytes = 20_971_520;

/** How many jobs the matrix of one job may make. */
export const matrixJobs = 256;

/** The longest line of a step's output that stays one line in the log, in bytes; a longer one is continued on the next line. */
export const logLineBytes = 1024 * 1024;

/** How many errors, and how many warnings, the agent keeps of one timeline record; the counts count all. */
export const recordIssues = 10;

/** The longest message of an issue of a timeline record, in characters; the log has all of it. */
export const issueMessageChars = 4_096;

/** The longest value of an output variable, in characters. */
export const outputVariableChars = 256 * 1024;

/** How many secrets a job may have before its steps may add no more. */
export const addedSecrets = 10_000;

/** How often a step is repeated at most under `retryCountOnTaskFailure`. */
export const taskRetries = 10;

/** The longest key of a blob, and its longest segment, in characters. */
export const blobKeyLength = 1_024;
export const blobSegmentLength = 200;

/** The longest piece in which a blob is read, in bytes. */
export const blobPieceBytes = 256 * 1024;

/** How many appends to runs are committed together. */
export const groupCommits = 256;

/** How many waiting job requests of a pool are looked at for one whose demands an agent meets. */
export const claimLookAhead = 1_024;

/** How many due runs, or expired job requests, are answered at once. */
export const dueBatch = 100;

/** How long a statement waits for another process that writes to the same database file, in milliseconds. */
export const databaseBusyMs = 10_000;

/** How long to wait for a connection to a database server, in milliseconds. */
export const databaseConnectMs = 10_000;

/** How many calls of git a process has running at the same time. */
export const gitCalls = 16;

/** How many bytes of a commit's YAML files are read ahead; files beyond are read one by one. */
export const readAheadBytes = 32 * 1024 * 1024;

/** How many bytes of commits' YAML files are kept for later compilations. */
export const keptTreeBytes = 64 * 1024 * 1024;

/** How many documents of protected resources are read at once. */
export const resourcePage = 200;

/** How many of a project's variable groups, and of its other protected resources, one answer lists at most. */
export const listedResources = 10_000;

/** The longest name of a protected resource, in characters. */
export const resourceNameLength = 256;

/** The largest secure file, in bytes; the service's own number. */
export const secureFileBytes = 10 * 1024 * 1024;

/** How long a secure file may be read with a ticket, in milliseconds. */
export const secureFileTicketMs = 3_600_000;

/** How long a call that a step without an agent makes may take, in milliseconds. */
export const restCallMs = 100_000;

/** How much of the answer to such a call its step's log shows, in characters. */
export const restCallLoggedChars = 4_096;

/** How long such a call counts as being made; afterwards whoever made it is taken for dead, and it is made again. */
export const restCallLeaseMs = 120_000;

/** What a task package may hold once it is unpacked: files, and bytes in all. */
export const taskPackageFiles = 50_000;
export const taskPackageBytes = 2 * 1024 * 1024 * 1024;

/** The largest task package that a server takes, packed, in bytes. */
export const taskUploadBytes = 512 * 1024 * 1024;

/** The longest `task.json`, in bytes. */
export const taskJsonBytes = 1024 * 1024;

/** How many of a pipeline's newest runs are looked through for those that wait until it is paused no more. */
export const heldRuns = 10_000;

/** How many approvals one answer lists at most. */
export const listedApprovals = 1_000;

/** How many files of a repository are offered for a new pipeline, and how long one may be, in bytes. */
export const configurationFiles = 100;
export const configurationFileBytes = 1024 * 1024;

/** The longest chunk that the content of artifacts and caches is cut into, in bytes. */
export const contentChunkBytes = 1024 * 1024;

/** How many bytes of chunks, and how many chunks, go over the wire at once. */
export const contentBatchBytes = 4 * 1024 * 1024;
export const contentBatchChunks = 256;

/** How many batches of chunks of one artifact or cache are on their way at the same time. */
export const contentBatchesAtOnce = 2;

/** The longest path of a file within an artifact or cache, in characters. */
export const contentPathLength = 4_096;

/** The longest line of a manifest, in bytes: it bounds one file to about 60 GB. */
export const manifestLineBytes = 4 * 1024 * 1024;

/** The longest name of an artifact, in characters. */
export const artifactNameLength = 256;

/** How many properties an artifact may have, and how long a name or value of one may be, in characters. */
export const artifactProperties = 100;
export const artifactPropertyChars = 4_096;

/** How many files the container of a run takes, how many bytes in all as they are sent, and how many bytes of one file. */
export const containerItems = 100_000;
export const containerBytes = 100 * 1024 * 1024 * 1024;
export const containerFileBytes = 16 * 1024 * 1024 * 1024;

/** How many containers one answer lists at most. */
export const listedContainers = 200;

/** How many completed runs of a pipeline are looked through for one whose artifacts are asked for. */
export const artifactSourceRuns = 1_000;

/** How long a cache is kept that nobody uses, and how long one may take to be saved, in milliseconds. The first is the service's own. */
export const cacheKeptMs = 7 * 24 * 3_600_000;
export const cacheReservedMs = 24 * 3_600_000;

/** How many segments the key of a cache may have, and how many keys may be asked for at once. */
export const cacheSegments = 100;
export const cacheKeys = 100;

/** The longest cache, in bytes. */
export const cacheBytes = 100 * 1024 * 1024 * 1024;

/** How many files the patterns of one segment of a cache's key may match. */
export const cacheKeyFiles = 100_000;

/** How many results of tests go over the wire at once; the service's own number. */
export const testResultBatch = 1_000;

/** The longest error message, stack trace or name of a test that is kept, in characters. */
export const testTextChars = 16 * 1024;

/** The largest file that is kept with a test run, in bytes; the service's own number. */
export const testAttachmentBytes = 75 * 1024 * 1024;

/** The longest body with such a file that the API reads, in bytes: base64 is a third longer. */
export const testAttachmentBodyBytes = 101 * 1024 * 1024;

/** From so many result files on they are published as one test run; the service's own number. */
export const testFilesApart = 100;

/** How many results of tests one answer lists at most, and how many test runs. */
export const listedTestResults = 10_000;
export const listedTestRuns = 1_000;

/** The longest body with results of tests that the API reads, in bytes. */
export const testResultBodyBytes = 64 * 1024 * 1024;

/** How many files the patterns of a task may find. */
export const foundFilesAtMost = 100_000;

/** The longest answer to such a call, in bytes. */
export const restCallAnswerBytes = 1024 * 1024;

/** How long a personal access token is good at most, in milliseconds; the service's own number. */
export const personalTokenMs = 366 * 86_400_000;

/** How long a personal access token is good when nobody says, in milliseconds. */
export const defaultTokenMs = 30 * 86_400_000;

/** The longest name of a personal access token or an application, in characters. */
export const tokenNameLength = 256;

/** How many personal access tokens one page of a list shows at most; the service's own number. */
export const listedTokens = 100;

/** How many records of applications and grants are read at once. */
export const accessPage = 200;

/** How long the secret of an application is good, in milliseconds; the service's own number. */
export const applicationSecretMs = 60 * 86_400_000;

/** How many redirect URIs an application may have, and how long one, or its description, may be in characters. */
export const redirectUris = 20;
export const redirectUriLength = 2_048;

/** How long an authorization code is good, in milliseconds. */
export const authorizationCodeMs = 600_000;

/** How long an application's access token is good, in milliseconds. */
export const accessTokenMs = 3_600_000;

/** How long somebody stays signed in with a browser, in milliseconds. */
export const browserSessionMs = 8 * 3_600_000;

/** How long a refresh token that is not used is good, in milliseconds. */
export const refreshTokenMs = 365 * 86_400_000;

/** How long a job's own token is good at most, in milliseconds; it ends with its job. */
export const jobTokenMs = 7 * 86_400_000;

/** How much longer than its job a job's own token is good, in milliseconds: steps that run after a timeout still call the server. */
export const jobTokenGraceMs = 3_600_000;

/** How many subscriptions to service hooks an organization may have. */
export const hookSubscriptions = 1_000;

/** The longest value of an input of a subscription, in characters. */
export const hookInputChars = 8_192;

/** How long the receiver of a hook may take, in milliseconds; and how long a delivery counts as being tried before another server tries it. */
export const hookTimeoutMs = 10_000;
export const hookLeaseMs = 15_000;

/** How often a delivery is tried, and what it waits after the first time, in milliseconds; each further wait is twice as long. */
export const hookAttempts = 8;
export const hookRetryMs = 2_000;

/** How often a subscription on probation may fail before it is disabled, and what it first waits, in milliseconds; each wait is twice as long. */
export const hookProbationRetries = 7;
export const hookProbationMs = 30_000;

/** How many deliveries of each subscription are kept once they are over. */
export const hookHistory = 200;

/** How much of a receiver's answer is read and kept, in bytes. */
export const hookAnswerBytes = 16 * 1024;

/** The longest resource that a hook sends whole, in characters of its JSON; of a longer one only what identifies it is sent. */
export const hookResourceChars = 1024 * 1024;

/** How many subscriptions are delivered to at once. */
export const hookConcurrency = 16;

/** How often a document that others change at the same time is tried to be written. */
export const documentTries = 20;

/** The longest body of a call that starts pipelines, in bytes: it is kept until it is followed, and read as a pipeline's parameter is. */
export const webhookBodyBytes = 1024 * 1024;

/** How many runs are read at once when old ones are looked for. */
export const sweptAtOnce = 200;

/** For how long content that nothing names stays, in milliseconds: whoever uploads names it within this time. */
export const unnamedContentMs = 24 * 3_600_000;

/** For how many days a lease may be valid at most; more than 36 500 is forever for clients. */
export const leaseDays = 365_000;

/** How long a token counts that an agent got for its key, in milliseconds. */
export const agentTokenMs = 50 * 60 * 1000;

/** By how much the clock of an agent may be wrong that asks for a token, in milliseconds. */
export const agentAssertionMs = 5 * 60 * 1000;

/** How many lines of a log, in bytes, one event to those who follow a run holds; a line that is longer is not divided. */
export const liveEventBytes = 64 * 1024;

/** What may wait for one follower of a run, in bytes, before he is behind: from then on he is given what is stored, as fast as he takes it. */
export const liveBacklogBytes = 64 * 1024;

/** How long those who follow a run as it goes wait for one who is behind, in milliseconds. */
export const liveGraceMs = 100;

/** How often a run that is followed is looked at without having been woken, in milliseconds. */
export const livePollMs = 5_000;

/** How often those who follow a run hear that their connection is good, in milliseconds. */
export const liveBeatMs = 15_000;

/** How long somebody who follows a run may take nothing of what waits for him before he is cut off, in milliseconds. */
export const liveStallMs = 300_000;

/** How long one connection follows a run, in milliseconds: who goes on is asked for his token again. */
export const liveConnectionMs = 3_600_000;

/** How many connections of one server may follow runs at the same time. */
export const liveConnections = 50_000;

/** The longest place to follow a run from, in characters, and how many logs it may speak of. */
export const liveCursorChars = 8_192;
export const liveLogs = 100_000;

/** How many bytes of a line of a log a page shows. */
export const shownLineBytes = 8_192;

/** How many lines of a log a page shows at once, and how many bytes of them. */
export const shownLogLines = 1_000;
export const shownLogBytes = 1_048_576;

/** How many of the last lines of a failed step stand on the page of its run, and of how many steps. */
export const shownFailureLines = 25;
export const shownFailures = 5;

/** How many runs, pipelines, commits and job requests a page lists. */
export const shownRuns = 25;
export const shownPipelines = 50;
export const shownCommits = 50;
export const shownRequests = 100;

/** Among how many runs a page looks for those that it lists. */
export const searchedRuns = 1_000;

/** How many results of tests that failed a page names, and among how many it looks for them. */
export const shownTestResults = 25;
export const searchedTestResults = 50_000;

/** How many steps a page unfolds by itself. */
export const unfoldedSteps = 12;
