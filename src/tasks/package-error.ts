/** A task package that cannot be used; the message says why, in words for whoever wrote or installed it. */
export class TaskPackageError extends Error {
  override readonly name = 'TaskPackageError';
}
