/** Whether a change failed because what must be unique would not be: PostgreSQL says 23505, SQLite 2067. */
export function isTakenName(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  return code === '23505' || errcode === 2067;
}
