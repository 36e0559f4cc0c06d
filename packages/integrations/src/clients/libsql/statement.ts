/** The text of a statement in each of the forms in which libSQL takes it: a text, `{ sql, args }`, or `[sql, args]` in a batch. */
export function textOf(statement: unknown): unknown {
  if (Array.isArray(statement)) return (statement as readonly unknown[])[0];
  return typeof statement === 'object' && statement !== null ? (statement as { sql?: unknown }).sql : statement;
}
