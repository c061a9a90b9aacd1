import type { GitAnnotatedTag, GitBlob, GitTree } from '../../wire/git-objects.ts';
import type { GitTag, GitTreeItem } from '../git-reader.ts';
import { dateText } from './dates.ts';
import type { GitPlace } from './git-resources.ts';

/** A file's content. */
export function blobResource(place: GitPlace, objectId: string, size: number): GitBlob {
  return { objectId, size, url: `${urlOf(place)}/blobs/${objectId}` };
}

/** A folder. */
export function treeResource(place: GitPlace, objectId: string, items: readonly GitTreeItem[]): GitTree {
  return {
    objectId,
    url: `${urlOf(place)}/trees/${objectId}`,
    treeEntries: items.map(({ id, path, mode, kind, sizeBytes }) => ({
      objectId: id,
      relativePath: path,
      mode: String(Number(mode)),
      gitObjectType: kind,
      url: `${urlOf(place)}/${kind === 'tree' ? 'trees' : 'blobs'}/${id}`,
      size: sizeBytes,
    })),
    size: items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** A tag with words of its own. */
export function tagResource(place: GitPlace, tag: GitTag): GitAnnotatedTag {
  const { name, email, at } = tag.tagger;
  return {
    name: tag.name,
    objectId: tag.id,
    taggedObject: { objectId: tag.objectId, objectType: tag.objectKind },
    taggedBy: { name, email, date: dateText(at) },
    message: tag.message,
    url: `${urlOf(place)}/annotatedtags/${tag.id}`,
  };
}

function urlOf({ base, project, repository }: GitPlace): string {
  return `${base}/${project.id}/_apis/git/repositories/${repository.id}`;
}
