/** Of the program below; clients fetch it again when this is another. */
export const artifactToolVersion = '1.0.0';

/**
 * What `az pipelines runs artifact` fetches and starts: in the service a closed program with a closed protocol, here a script that needs nothing but
 * Python 3, which `az` itself is written in. It downloads a run's artifact as a zip, and uploads as our agent does (`wire/content.ts`, `wire/manifest.ts`).
 * Its standard error is a JSON object a line, which `az` shows.
 */
export const artifactTool = `#!/usr/bin/env python3
"""Downloads and publishes artifacts of runs of Millrace."""
import argparse
import base64
import hashlib
import json
import os
import shutil
import ssl
import struct
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile

CHUNK_BYTES = 1024 * 1024
BATCH_BYTES = 4 * CHUNK_BYTES
BATCH_CHUNKS = 256
NEWLINE = chr(10)


class Refused(Exception):
    """What the user is told, and nothing else."""


def say(level, message, **more):
    print(json.dumps({'@l': level, '@m': message, **more}), file=sys.stderr, flush=True)


class Server:
    def __init__(self, service, token):
        self.service = service.rstrip('/')
        self.authorization = 'Basic ' + base64.b64encode((':' + token).encode()).decode()
        self.context = ssl.create_default_context(cafile=os.environ.get('REQUESTS_CA_BUNDLE') or None)

    def open(self, path, body=None, content_type='application/json'):
        headers = {'Authorization': self.authorization, 'X-TFS-FedAuthRedirect': 'Suppress'}
        if body is not None:
            headers['Content-Type'] = content_type
        request = urllib.request.Request(self.service + '/' + path, data=body, headers=headers)
        try:
            return urllib.request.urlopen(request, context=self.context)
        except urllib.error.HTTPError as error:
            raise Refused(words_of(error)) from None
        except urllib.error.URLError as error:
            raise Refused('The server can not be reached: %s' % error.reason) from None

    def ask(self, path, body=None):
        with self.open(path, None if body is None else json.dumps(body).encode()) as answer:
            return json.load(answer)


def words_of(error):
    try:
        return json.load(error)['message']
    except (ValueError, KeyError, TypeError):
        return 'The server answered %d.' % error.code


def segment(text):
    return urllib.parse.quote(text, safe='')


def build_path(asked):
    return '%s/_apis/build/builds/%s' % (segment(asked.project), segment(asked.pipeline_id))


def download(server, asked):
    query = urllib.parse.urlencode({'artifactName': asked.artifact_name, '$format': 'zip', 'api-version': '5.0'})
    with tempfile.TemporaryFile() as kept:
        with server.open(build_path(asked) + '/artifacts?' + query) as answer:
            shutil.copyfileobj(answer, kept)
        with zipfile.ZipFile(kept) as files:
            for entry in files.infolist():
                extract(files, entry, asked.path)


def extract(files, entry, folder):
    # Every path begins with the artifact's name, which is not part of what was published.
    names = [name for name in entry.filename.split('/')[1:] if name]
    if '..' in names:
        raise Refused('A path that leaves its folder is refused: ' + entry.filename)
    target = os.path.join(folder, *names)
    os.makedirs(target if entry.is_dir() else os.path.dirname(target), exist_ok=True)
    if not entry.is_dir():
        with files.open(entry) as source, open(target, 'wb') as kept:
            shutil.copyfileobj(source, kept)


def publish(server, asked):
    build = server.ask(build_path(asked) + '?api-version=5.0')
    plan = '%s/_apis/distributedtask/hubs/build/plans/%s' % (build['project']['id'], build['orchestrationPlan']['planId'])
    uploads = Uploads(server, plan + '/content/shared')
    lines, count, size = [], 0, 0
    for path, order, place in sorted(tree_of(asked.path), key=lambda entry: entry[1].encode('utf-16-be')):
        if place is None:
            lines.append(line_of({'path': path, 'folder': True}))
            continue
        with open(place, 'rb') as source:
            content = uploads.add(source)
        entry = {'path': path, 'size': content['sizeBytes'], 'mode': os.stat(place).st_mode & 0o777}
        lines.append(line_of({**entry, 'chunks': content['chunks']}))
        count, size = count + 1, size + content['sizeBytes']
    with tempfile.TemporaryFile() as written:
        for line in lines:
            written.write(line)
        written.seek(0)
        manifest = uploads.add(written)
    uploads.flush()
    tree = {'manifest': manifest, 'fileCount': count, 'sizeBytes': size}
    about = {'name': asked.artifact_name, 'type': 'PipelineArtifact', 'source': '', 'properties': {}, 'tree': tree}
    server.ask(plan + '/artifacts', about)


def line_of(entry):
    return (json.dumps(entry, ensure_ascii=False, separators=(',', ':')) + NEWLINE).encode()


def tree_of(path):
    """Every file and empty folder: its path in the artifact, what it is ordered by, and where it is."""
    if os.path.isfile(path):
        name = os.path.basename(path)
        return [(name, name, path)]
    if not os.path.isdir(path):
        raise Refused('There is no file or folder ' + path)
    found = []
    for folder, folders, files in os.walk(path):
        inner = os.path.relpath(folder, path).replace(os.sep, '/')
        for name in files:
            inside = name if inner == '.' else inner + '/' + name
            found.append((inside, inside, os.path.join(folder, name)))
        if inner != '.' and not folders and not files:
            found.append((inner, inner + '/', None))
    return found


class Uploads:
    """Cuts what is added into chunks, and sends those that the server does not have, many at once."""

    def __init__(self, server, path):
        self.server, self.path, self.waiting, self.size = server, path, {}, 0

    def add(self, source):
        hashes, size = [], 0
        for chunk in iter(lambda: source.read(CHUNK_BYTES), b''):
            name = hashlib.sha256(chunk).hexdigest()
            hashes.append(name)
            size += len(chunk)
            if name not in self.waiting:
                if self.size + len(chunk) > BATCH_BYTES or len(self.waiting) == BATCH_CHUNKS:
                    self.flush()
                self.waiting[name] = chunk
                self.size += len(chunk)
        return {'sizeBytes': size, 'chunks': hashes}

    def flush(self):
        missing = self.server.ask(self.path + '/missing', {'hashes': list(self.waiting)})['hashes'] if self.waiting else []
        packed = b''.join(struct.pack('>I', len(self.waiting[name])) + self.waiting[name] for name in missing)
        if packed:
            self.server.open(self.path, packed, 'application/octet-stream').close()
        self.waiting, self.size = {}, 0


def main():
    parser = argparse.ArgumentParser(prog='artifacttool')
    parser.add_argument('kind', choices=['pipelineartifact', 'universal'])
    parser.add_argument('action', choices=['download', 'publish'])
    for name in ['service', 'patvar', 'project', 'pipeline-id', 'artifact-name', 'path']:
        parser.add_argument('--' + name, default='')
    asked, _ = parser.parse_known_args()
    try:
        if asked.kind == 'universal':
            raise Refused('There are no feeds here, and so no universal packages: publish an artifact of a run.')
        server = Server(asked.service, os.environ.get(asked.patvar, ''))
        (download if asked.action == 'download' else publish)(server, asked)
    except (Refused, OSError, UnicodeError, zipfile.BadZipFile) as fault:
        say('Error', str(fault))
        sys.exit(1)


main()
`;
