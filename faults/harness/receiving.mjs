// The receiver with faults, as a scenario sees it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { conversationWith } from './conversation.mjs';

const PROGRAM = fileURLToPath(new URL('../receiver/program.mjs', import.meta.url));

/** @param options `tls`: key and certificate, as PEM, of one that speaks TLS; `grpc`: whether it speaks gRPC */
export async function startReceiver({ tls, grpc = false } = {}) {
  const env = { ...process.env, ...(grpc ? { FAULTS_GRPC: 'yes' } : {}) };
  if (tls !== undefined) env.FAULTS_TLS = JSON.stringify(tls);
  const child = fork(PROGRAM, { env });
  const ask = conversationWith(child);
  const { port } = await ask('up');
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    /** @param {import('../receiver/answering.mjs').Behaviour[]} behaviours one for each request, the last for all that follow */
    behave: (...behaviours) => ask('behave', { behaviours }),
    down: () => ask('down'),
    up: () => ask('up'),
    summary: () => ask('summary'),
    stop: () => child.kill('SIGKILL'),
  };
}
