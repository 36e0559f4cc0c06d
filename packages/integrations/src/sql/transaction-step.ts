import type { TransactionStep } from '@portcall/trace';

const COMMENTS = /\/\*[\s\S]*?\*\/|--[^\n]*/g;
/** What is left behind one statement of several. */
const ANOTHER = /;\s*[^\s;]/;
const NAME = '("[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[^\\s;]+)';
const SAVEPOINTS: Readonly<Record<string, RegExp>> = {
  savepoint: new RegExp(`^\\s*savepoint\\s+${NAME}`, 'i'),
  release: new RegExp(`^\\s*release\\s+(?:savepoint\\s+)?${NAME}`, 'i'),
  rollback: new RegExp(`^\\s*rollback(?:\\s+(?:work|transaction))?\\s+to\\s+(?:savepoint\\s+)?${NAME}`, 'i'),
};
const STEPS: ReadonlySet<string> = new Set(['begin', 'commit', 'savepoint', 'release', 'rollback']);

/**
 * What the text of a statement says of the step of a transaction that it is; undefined for other operations, and false for a
 * script that goes on after it. Never throws.
 */
export function transactionStep(op: string, text: unknown): TransactionStep | false | undefined {
  if (!STEPS.has(op)) return undefined;
  if (typeof text !== 'string') return {};
  const plain = text.replace(COMMENTS, ' ');
  if (ANOTHER.test(plain)) return false;
  const [, name] = SAVEPOINTS[op]?.exec(plain) ?? [];
  return name === undefined ? {} : { savepoint: nameOf(name) };
}

/** Written in whatever case it is the same one, unless it is quoted. */
function nameOf(name: string): string {
  return /^["`[]/.test(name) ? name.slice(1, -1) : name.toLowerCase();
}
