import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The repositories below a folder over HTTP, served by git itself, for who sends the expected `Authorization` header. */
export class GitServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #root: string;
  readonly #authorization: string;

  private constructor(root: string, authorization: string) {
    this.#root = root;
    this.#authorization = authorization;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async open(root: string, authorization: string): Promise<GitServer> {
    const opened = new GitServer(root, authorization);
    await new Promise<void>(resolve => opened.#server.listen(0, '127.0.0.1', resolve));
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== this.#authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? '/', this.url);
    const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding']?.toString(),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    const pieces: Buffer[] = [];
    backend.stdout.on('data', piece => pieces.push(piece));
    backend.on('close', () => sendCgi(Buffer.concat(pieces), response));
  }
}

/** Turns what a CGI program printed into an answer. */
function sendCgi(printed: Buffer, response: ServerResponse): void {
  const end = printed.indexOf('\r\n\r\n');
  const headers = printed
    .subarray(0, Math.max(0, end))
    .toString()
    .split('\r\n')
    .map(line => line.split(': ', 2) as [string, string]);
  const status = headers.find(([name]) => name === 'Status')?.[1];
  response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers));
  response.end(printed.subarray(end + 4));
}

/** Why tests that need `git http-backend` are skipped, or `false`. */
export const withoutHttpBackend: string | false = (() => {
  try {
    const path = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
    execFileSync('test', ['-x', `${path}/git-http-backend`]);
    return false;
  } catch {
    return 'this git has no http-backend';
  }
})();
