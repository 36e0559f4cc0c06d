import type { TracedClientOptions } from '@portcall/integrations';

/** A result of a client, whatever it looks like. */
type Answer = unknown;

/** The same few steps in a client's own words; the table is `books`, of a serial `id` and a `title`. */
export interface ClientUnderTest {
  /** Two rows with one statement. */
  add(one: string, other: string): Answer;
  list(): Answer;
  /** The rows with this title, which is a parameter. */
  find(title: string): Answer;
  /** The same, with the title in the text. */
  findLiterally(title: string): Answer;
  rename(from: string, to: string): Answer;
  remove(title: string): Answer;
  /** Reads a table that is not there. */
  fail(): Answer;
  /** Runs `body` in a transaction; what it throws rolls it back. */
  transaction?(body: (client: InTransaction) => unknown): Answer;
}

/** What a client can do in its transaction. */
export type InTransaction = Pick<ClientUnderTest, 'remove' | 'fail'>;

export interface Opened {
  readonly client: ClientUnderTest;
  close(): unknown;
}

export interface ClientSuite {
  readonly system: 'postgresql' | 'sqlite' | 'mysql' | 'microsoft.sql_server' | 'mongodb';
  /** How reading is called, and what `fail()` does. @default query */
  readonly reads?: string;
  readonly fails?: string;
  /** The code of `fail()`. */
  readonly missingTable: string;
  /** Whether two calls can have operations under way at the same time. @default true */
  readonly isAsync?: boolean;
  /** What is sent for `find` and `remove`; the builders of queries write their own. @default with the suite's placeholder */
  readonly texts?: { readonly find: string; readonly remove: string };
  /** Whether the client knows the texts of what it sends. @default true */
  readonly knowsTexts?: boolean;
  open(options?: TracedClientOptions): Opened | Promise<Opened>;
}
