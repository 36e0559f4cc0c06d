/**
 * Of a program's text: `counting(url)` makes an exporter that sends by a real outbox, and its `give(items)` puts a request into
 * it. With `file` it keeps on disk what is left at the end, a line for each request. Each request is empty, and says how many data points it stands for.
 */
export const COUNTING_EXPORTER = `
const { Account, Endpoint, httpSender, Outbox } = await import('@portcall/outbox');
const { appendFileSync } = await import('node:fs');
const spoolIn = (file) => ({
  append({ bytes, items }) {
    appendFileSync(file, items + ' items\\n');
    return { items, size: bytes.length };
  },
  read: () => undefined,
  remove() {},
  adopt: () => [],
  close() {},
});
const counting = (url, { name = 'counting', file } = {}) => {
  const account = new Account(name, 'metrics');
  let why;
  const outbox = new Outbox({
    account,
    endpoint: new Endpoint(),
    sender: httpSender({ url: new URL(url + '/v1/metrics'), contentType: 'application/x-protobuf' }),
    listener: {
      failing: ({ code, status }) => { why = status === undefined ? code : 'HTTP ' + status; },
      working: () => { why = undefined; },
      dropped() {},
      rejected() {},
    },
    halve: () => undefined,
    requestTimeoutMillis: 10_000,
    ...(file === undefined ? {} : { spool: spoolIn(file) }),
  });
  return {
    name,
    destination: url,
    give(items) {
      account.record(items);
      outbox.put({ bytes: new Uint8Array(0), items });
    },
    metrics: () => ({
      account,
      failure: () => why,
      flush: (timeoutMillis) => outbox.flush(timeoutMillis),
      shutdown: (timeoutMillis) => outbox.close(timeoutMillis),
      leave: () => outbox.leave(),
    }),
  };
};
`;
