import type { SqlName, SqlTokens } from './sql-tokens.js';

/** The table that a statement names as what it works on, read on from behind its keyword; undefined where it names none. */
export function targetOf(keyword: string, tokens: SqlTokens): SqlName | undefined {
  return TARGETS.get(keyword)?.(tokens);
}

type Target = (tokens: SqlTokens) => SqlName | undefined;

const FROM = new Set(['from']);
const INTO = new Set(['into']);
const ON = new Set(['on']);

/** MySQL: DELETE LOW_PRIORITY QUICK IGNORE. */
const MODIFIERS = new Set(['low_priority', 'high_priority', 'delayed', 'quick', 'ignore']);
/** What may stand between CREATE and TABLE, or INDEX. */
const KINDS = new Set(
  'or replace temp temporary unlogged global local foreign external virtual unique constraint clustered nonclustered'
    .split(' ')
    .concat(['columnstore', 'fulltext', 'spatial']),
);
const ON_A_TABLE = new Set(['index', 'trigger', 'policy']);
const MAINTENANCE = new Set(['full', 'freeze', 'verbose', 'analyze', 'local', 'no_write_to_binlog', 'table']);

const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['insert', written],
  ['replace', written],
  ['merge', written],
  ['update', written],
  ['delete', deleted],
  ['truncate', table],
  ['table', table],
  ['copy', copied],
  ['lock', locked],
  ['create', defined],
  ['alter', defined],
  ['drop', defined],
  ['comment', commented],
  ['load', (tokens) => (tokens.skipTo(INTO) ? table(tokens) : undefined)],
  ['analyze', maintained],
  ['vacuum', maintained],
  ['cluster', maintained],
  ['reindex', reindexed],
]);

function named(tokens: SqlTokens): SqlName | undefined {
  tokens.take('only');
  return tokens.takeName();
}

function table(tokens: SqlTokens): SqlName | undefined {
  tokens.take('table');
  return named(tokens);
}

/** `insert or replace into t`, `update low_priority t`, `merge top (5) into t`. */
function written(tokens: SqlTokens): SqlName | undefined {
  skipModifiers(tokens);
  tokens.take('into');
  return named(tokens);
}

function skipModifiers(tokens: SqlTokens): void {
  // SQLite: UPDATE OR ROLLBACK t
  if (tokens.take('or')) tokens.takeWord();
  tokens.takeAll(MODIFIERS);
  const before = tokens.position;
  if (tokens.take('top') && tokens.peek() === '(') tokens.skipGroup();
  else tokens.at(before);
}

/** `delete from t`, and in MySQL `delete a from t as a`. */
function deleted(tokens: SqlTokens): SqlName | undefined {
  skipModifiers(tokens);
  return tokens.skipTo(FROM) ? named(tokens) : undefined;
}

function copied(tokens: SqlTokens): SqlName | undefined {
  tokens.take('binary');
  return named(tokens);
}

function locked(tokens: SqlTokens): SqlName | undefined {
  if (!tokens.take('table')) tokens.take('tables');
  return named(tokens);
}

/** `create temporary table if not exists t`, `create index i on t`; nothing for views, functions and the like. */
function defined(tokens: SqlTokens): SqlName | undefined {
  tokens.takeAll(KINDS);
  if (ON_A_TABLE.has(tokens.peek() as string)) return tokens.skipTo(ON) ? named(tokens) : undefined;
  if (!tokens.take('table')) return undefined;
  if (tokens.take('if')) {
    tokens.take('not');
    tokens.take('exists');
  }
  return named(tokens);
}

/** `comment on column t.c`, `comment on trigger g on t`. */
function commented(tokens: SqlTokens): SqlName | undefined {
  tokens.take('on');
  tokens.take('foreign');
  if (tokens.peek() === 'table') return table(tokens);
  if (tokens.take('column')) return ownerOf(tokens.takeName());
  if (!tokens.skipTo(ON) || tokens.take('domain')) return undefined;
  return tokens.takeName();
}

function ownerOf(column: SqlName | undefined): SqlName | undefined {
  return column && column.parts.length > 1 ? { parts: column.parts.slice(0, -1), key: undefined } : undefined;
}

/** `vacuum (full) t`, `analyze verbose t`, `cluster verbose t`. */
function maintained(tokens: SqlTokens): SqlName | undefined {
  tokens.skipGroup();
  tokens.takeAll(MAINTENANCE);
  tokens.skipGroup();
  // SQLite: VACUUM main INTO 'file', which names a schema.
  if (tokens.peek() === 'into') return undefined;
  const name = named(tokens);
  return tokens.peek() === 'into' ? undefined : name;
}

function reindexed(tokens: SqlTokens): SqlName | undefined {
  tokens.skipGroup();
  if (!tokens.take('table')) return undefined;
  tokens.take('concurrently');
  return named(tokens);
}
