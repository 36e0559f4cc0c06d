import { expectProblems, failOnProblems } from '@portcall/conformance';
import { type FnTrace, lintCalls, op, startTracing, traced } from '@portcall/trace';
import { byFetch, byHttp, byUndici, type Client, closeClients } from './clients.js';
import { serveLoopback } from './loopback.js';
import { observeSpans } from './observed-spans.js';

failOnProblems();

const loopback = serveLoopback();
observeSpans(['http-client', 'undici']);
afterAll(closeClients);

it.each<[string, Client]>([
  ['node:http', byHttp],
  ['fetch', byFetch],
  ['undici', byUndici],
])('a request by %s while a transaction is open is found, and is in the trace', async (_, send) => {
  const traces: FnTrace[] = [];
  using _tracing = startTracing({ sinks: [lintCalls()], listeners: [(trace) => void traces.push(trace)] });
  const pay = traced('pay', { type: 'action' }, async (isInside: boolean) => {
    op('begin', '', () => 0);
    if (isInside) await send(`${loopback.url}/`);
    op('commit', '', () => 0);
    if (!isInside) await send(`${loopback.url}/`);
  });
  await pay(false);
  await pay(true);
  expect(traces.map(({ requests }) => requests)).toEqual([
    [{ to: '127.0.0.1', startMs: expect.any(Number) }],
    [{ to: '127.0.0.1', startMs: expect.any(Number) }],
  ]);
  expectProblems('call.network_in_transaction pay 127.0.0.1');
});
