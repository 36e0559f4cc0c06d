// The receiver, as the process sees it that starts it and as those see it that send to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** @returns {Promise<{ url: string, stop: () => void }>} */
export async function startReceiver() {
  const program = fileURLToPath(new URL('receiver.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), stop: () => child.kill() };
}

/** Where programs of the bench send to. */
export const RECEIVER = process.env.BENCH_RECEIVER ?? '';

export async function forgetReceived() {
  await ask('DELETE');
}

/** @returns {Promise<Record<'traces' | 'metrics', { requests: number, bytes: number, items: number }>>} */
export async function received() {
  return JSON.parse(await ask('GET'));
}

function ask(method) {
  return textOf(`${RECEIVER}/received`, { method });
}

/** @returns {Promise<string>} */
export function textOf(url, options = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...options }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    sent.on('error', reject).end();
  });
}
