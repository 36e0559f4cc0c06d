/**
 * How a dialect of SQL writes comments, literals and quoted names. A text must be read in its own dialect: in another one the
 * inside of a literal can look like a table.
 */
export interface SqlDialect {
  /** Matches the next token, sticky. The group that matched says what it is. */
  readonly token: RegExp;
  /** Whether comments may stand in comments. */
  readonly nestsComments: boolean;
  /** Whether it depends on the server's settings if a literal goes on after `\'`. */
  readonly isUnsureOfBackslashes: boolean;
  /** Whether quoted names that differ in case are different names. */
  readonly quotesKeepCase: boolean;
  /** Whether UPDATE and DELETE may name a query of WITH instead of a table. */
  readonly writesThroughWith: boolean;
}

/** The dialect of a `db.system.name`: that of PostgreSQL for what is not known. */
export function sqlDialect(system: string): SqlDialect {
  return DIALECTS.get(system) ?? POSTGRESQL;
}

// What begins a literal, a quoted name or a comment and does not end belongs to it up to the end of the text.
const SPACE = String.raw`[ \t\n\r\f\v\ufeff]+`;
const COMMENT = '/[*]';
const DOUBLE_QUOTED = '"(?:[^"]|"")*(?:"|$)';
const BACKTICKED = '`(?:[^`]|``)*(?:`|$)';
const LITERAL = "'[^']*(?:'|$)";
const NUMBER = String.raw`\d[\w.]*`;
const DOLLARS = String.raw`\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$`;
const WORD = String.raw`[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*`;
// `:from` is no FROM, and in `a::text` there is no parameter.
const PARAMETER = String.raw`(?<!:)[:@$][A-Za-z_\x80-\uffff][\w\x80-\uffff]*`;

interface Spelling {
  readonly space: string;
  readonly quoted: string;
  /** A literal in which a backslash escapes. */
  readonly escaped?: string;
  readonly literal: string;
  readonly dollars?: string;
  readonly word: string;
}

/** The first group that matches counts. */
function tokenOf({ space, quoted, escaped, literal, dollars, word }: Spelling): RegExp {
  const groups = { space, comment: COMMENT, quoted, escaped, dollars, literal, word, sign: '[^]' };
  const alternatives = Object.entries(groups).filter(([, pattern]) => pattern !== undefined);
  return new RegExp(alternatives.map(([name, pattern]) => `(?<${name}>${pattern})`).join('|'), 'y');
}

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
const POSTGRESQL: SqlDialect = {
  token: tokenOf({
    space: String.raw`${SPACE}|--[^\n\r]*`,
    quoted: `${DOUBLE_QUOTED}|${BACKTICKED}`,
    escaped: String.raw`[eE]'(?:[^'\\]|\\[^]?|'')*(?:'|$)`,
    // U&"d\0061t" is not decoded, and so names nothing.
    literal: [`[uU]&${DOUBLE_QUOTED}`, LITERAL, NUMBER, PARAMETER].join('|'),
    dollars: DOLLARS,
    word: WORD,
  }),
  nestsComments: true,
  isUnsureOfBackslashes: false,
  quotesKeepCase: true,
  writesThroughWith: false,
};

/** https://www.sqlite.org/lang_keywords.html and https://www.sqlite.org/lang_comment.html */
const SQLITE: SqlDialect = {
  token: tokenOf({
    space: String.raw`${SPACE}|--[^\n]*`,
    quoted: [DOUBLE_QUOTED, BACKTICKED, String.raw`\[[^\]]*(?:\]|$)`].join('|'),
    literal: [LITERAL, NUMBER, PARAMETER].join('|'),
    word: WORD,
  }),
  nestsComments: false,
  isUnsureOfBackslashes: false,
  quotesKeepCase: false,
  writesThroughWith: false,
};

/** https://dev.mysql.com/doc/refman/8.4/en/language-structure.html */
const MYSQL: SqlDialect = {
  token: tokenOf({
    // What stands in /*! */ is run, so that only its edges are left out.
    space: [
      SPACE,
      String.raw`--(?![^\x00-\x20])[^\n]*`,
      String.raw`#[^\n]*`,
      String.raw`/\*M?!\d*`,
      String.raw`\*/`,
    ].join('|'),
    // By default a text in double quotes is a literal: then it never stands where a name does.
    quoted: `${BACKTICKED}|"[^"]*(?:"|$)`,
    literal: [LITERAL, NUMBER, `(?<!:)[:@]${WORD}`].join('|'),
    word: String.raw`[A-Za-z_$\x80-\uffff][\w$\x80-\uffff]*`,
  }),
  nestsComments: false,
  isUnsureOfBackslashes: true,
  quotesKeepCase: false,
  writesThroughWith: false,
};

/** https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers */
const SQL_SERVER: SqlDialect = {
  token: tokenOf({
    space: String.raw`${SPACE}|--[^\n]*`,
    quoted: [DOUBLE_QUOTED, String.raw`\[(?:[^\]]|\]\])*(?:\]|$)`].join('|'),
    literal: [LITERAL, NUMBER, PARAMETER].join('|'),
    word: String.raw`[A-Za-z_#\x80-\uffff][\w$#@\x80-\uffff]*`,
  }),
  nestsComments: true,
  isUnsureOfBackslashes: false,
  quotesKeepCase: false,
  writesThroughWith: true,
};

const DIALECTS: ReadonlyMap<string, SqlDialect> = new Map([
  ['postgresql', POSTGRESQL],
  ['sqlite', SQLITE],
  ['mysql', MYSQL],
  ['mariadb', MYSQL],
  ['microsoft.sql_server', SQL_SERVER],
]);
