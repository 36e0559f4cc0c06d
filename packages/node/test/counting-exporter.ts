/**
 * Of a program's text: `counting(url, name)` makes an exporter that sends by a real outbox, and `give(exporter, items)` puts
 * a request into it. Each request is empty, and says how many data points it stands for.
 */
export const COUNTING_EXPORTER = `
const { Account, Endpoint, httpSender, Outbox } = await import('@portcall/outbox');
const counting = (url, name = 'counting') => {
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
