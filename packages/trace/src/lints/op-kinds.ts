const WRITES: ReadonlySet<string> = new Set(
  'insert update delete merge replace upsert truncate copy link unlink create alter drop'.split(' '),
);
const READS: ReadonlySet<string> = new Set(
  'get list paginate lookup query query_graph search vector_search aggregate find findone count distinct'.split(' '),
);
const BEGINS: ReadonlySet<string> = new Set(['begin', 'start']);
const ENDS: ReadonlySet<string> = new Set(['commit', 'rollback']);

/** How an operation is called that asks another service. */
const REQUEST = 'request';

export function isWrite(op: string): boolean {
  return WRITES.has(op);
}

export function isRead(op: string): boolean {
  return READS.has(op);
}

export function isRequest(op: string): boolean {
  return op === REQUEST;
}

export function beginsTransaction(op: string): boolean {
  return BEGINS.has(op);
}

export function endsTransaction(op: string): boolean {
  return ENDS.has(op);
}
