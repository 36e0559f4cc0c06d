// An outbox with a spool in a process of its own, told by messages what to do. Its items are numbers, one on each line. What the
// spool has taken is on stdout before anything else happens: that must never be lost.
import { writeSync } from 'node:fs';
import { Account, Endpoint, fileSpool, httpSender, Outbox } from '@portcall/outbox';

const ITEMS_PER_ENTRY = 8;
const REQUEST_TIMEOUT_MS = 400;
/** So little that memory is full after some entries. */
const MAX_BYTES = 2_000;

const { url, dir } = JSON.parse(process.argv[2]);
const account = new Account('otlp', 'spans');
let damaged = 0;

const spool = fileSpool({ dir, name: 'chaos', onLost: (items) => (damaged += items) });
const outbox = new Outbox({
  sender: httpSender({ url: new URL(url), contentType: 'text/plain' }),
  endpoint: new Endpoint(),
  account,
  listener: { failing() {}, working() {}, dropped() {}, rejected() {} },
  halve,
  join: (entries) => entryOf(entries.flatMap(linesOf)),
  requestTimeoutMillis: REQUEST_TIMEOUT_MS,
  maxBytes: MAX_BYTES,
  spool: {
    append(entry) {
      const kept = spool.append(entry);
      if (kept !== undefined) say(`${linesOf(entry).join('\n')}\n`);
      return kept;
    },
    read: (kept) => spool.read(kept),
    remove: (kept) => spool.remove(kept),
    adopt: () => spool.adopt(),
    close: () => spool.close(),
  },
});

/** Whoever reads may be busy, and the pipe full. */
function say(text) {
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const COMMANDS = {
  emit({ first, count }) {
    for (let done = 0; done < count; done += ITEMS_PER_ENTRY) {
      const items = Math.min(ITEMS_PER_ENTRY, count - done);
      account.record(items);
      outbox.put(entryOf(Array.from({ length: items }, (_, index) => String(first + done + index).padStart(40))));
    }
  },
  flush: ({ timeoutMillis }) => outbox.flush(timeoutMillis),
  close: ({ timeoutMillis }) => outbox.close(timeoutMillis),
  look() {},
};

process.on('message', async ({ id, command, ...options }) => {
  await COMMANDS[command](options);
  process.send({ id, balance: account.balance, damaged });
});
process.once('disconnect', () => process.exit());
process.send({ id: 0, balance: account.balance, damaged });

function entryOf(lines) {
  return { bytes: Buffer.from(lines.join('\n')), items: lines.length };
}

function linesOf({ bytes }) {
  return Buffer.from(bytes).toString().split('\n');
}

function halve(entry) {
  const lines = linesOf(entry);
  const middle = lines.length >> 1;
  return middle === 0 ? undefined : [entryOf(lines.slice(0, middle)), entryOf(lines.slice(middle))];
}
