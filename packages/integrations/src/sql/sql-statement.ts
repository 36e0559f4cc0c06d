import { ownText } from '@portcall/core/internal';
import type { SqlDialect } from './sql-dialect.js';
import { SqlReader, type SqlStatement } from './sql-reader.js';
import { SqlTokens } from './sql-tokens.js';

const UNKNOWN: SqlStatement = Object.freeze({ op: 'query', entity: '' });

// A hundred times the statements a program is written with; a text with values in it is rarely seen again.
const MOST_KEPT = 1_000;
const LONGEST_KEPT = 4_096;
const readers = new Map<SqlDialect, ReadStatement>();

/** @param isKept whether the text may be seen again: one with values in it is not worth remembering. @default true */
export type ReadStatement = (text: unknown, isKept?: boolean) => SqlStatement;

/**
 * Tells statements of one dialect by their texts: the operation and the first table; of several statements, those of the
 * first one.
 *
 * SELECT, VALUES and TABLE are `query`; INSERT and REPLACE `insert`; UPDATE, DELETE and MERGE themselves; BEGIN and START
 * TRANSACTION `begin`; COMMIT and END `commit`; ROLLBACK and ABORT `rollback`; anything else is its first keyword in lower
 * case, and `query` where that is no keyword. After WITH the main statement counts, and a table that WITH defines stands
 * for the one it reads.
 *
 * Bounded work for any text. Never throws: for what is no text the answer is an unknown `query`.
 */
export function statementReader(dialect: SqlDialect): ReadStatement {
  const reader = readers.get(dialect) ?? keepingReader(dialect);
  readers.set(dialect, reader);
  return reader;
}

function keepingReader(dialect: SqlDialect): ReadStatement {
  const kept = new Map<string, SqlStatement>();
  return (text, isKept = true) => {
    if (typeof text !== 'string') return UNKNOWN;
    const known = kept.get(text);
    if (known !== undefined) return known;
    const { op, entity } = new SqlReader(new SqlTokens(text, dialect)).read();
    const statement = Object.freeze({ op: ownText(op), entity: ownText(entity) });
    if (!isKept || text.length > LONGEST_KEPT) return statement;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(ownText(text), statement);
    return statement;
  };
}
