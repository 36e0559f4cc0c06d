// An application, as a scenario sees it: told what to do, and watched from outside until its end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { emptyCount, readEndedCount } from '../application/ended.mjs';
import { conversationWith } from './conversation.mjs';

const WATCH_EVERY_MS = 50;
const START_LIMIT_MS = 30_000;
/** What has not ended by then never would. */
const END_LIMIT_MS = 60_000;

/** The machine's own settings of telemetry stay out. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([variable]) => !/^(OTEL_|NODE_OPTIONS)/.test(variable)),
);

/**
 * @typedef {object} ApplicationOptions
 * @property {'portcall' | 'opentelemetry'} peer
 * @property {string} home
 * @property {string} url where telemetry goes
 * @property {string} [spool] the folder of the spool
 * @property {number} [first] the number of its first call
 * @property {boolean} [inWorker] whether it runs in a worker thread
 * @property {Record<string, string>} [env]
 */

/** Resolves once it is registered. @param {ApplicationOptions} options */
export async function startApplication({ peer, home, url, spool, first = 0, inWorker = false, env = {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-faults-'));
  const countFile = join(folder, 'ended');
  writeFileSync(countFile, emptyCount());
  const child = spawn(process.execPath, [join(home, inWorker ? 'host.mjs' : 'main.mjs')], {
    cwd: home,
    env: {
      ...CLEAN,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      FAULTS_APPLICATION: JSON.stringify({ peer, countFile, first, spool }),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const watched = watch(child);
  const ask = conversationWith(child);
  await ready(child, watched);
  let lastCount;
  return {
    ask,
    /** How many calls have ended, whatever has become of the process. */
    ended: () => lastCount ?? readEndedCount(countFile),
    get peakRssMb() {
      return watched.peakRssMb;
    },
    get stderr() {
      return watched.stderr;
    },
    /** Milliseconds since 1970 of the first line on stderr; undefined without one. */
    get spokeAt() {
      return watched.spokeAt;
    },
    kill: (signal) => child.kill(signal),
    stop: () => child.kill('SIGKILL'),
    /** @returns {Promise<{ code: number | null, signal: string | null, endMs: number, late: boolean }>} `endMs`: how long it took from now */
    async end() {
      const startedAt = performance.now();
      const isOver = await Promise.race([watched.exit.then(() => true), pause(END_LIMIT_MS, false, { ref: false })]);
      if (!isOver) child.kill('SIGKILL');
      const { code, signal } = await watched.exit;
      lastCount ??= readEndedCount(countFile);
      rmSync(folder, { recursive: true, force: true });
      return { code, signal, endMs: Math.round(performance.now() - startedAt), late: !isOver };
    },
  };
}

function watch(child) {
  const watched = { peakRssMb: 0, stderr: '', spokeAt: undefined, exit: undefined };
  const timer = setInterval(() => {
    watched.peakRssMb = Math.max(watched.peakRssMb, peakOf(child.pid));
  }, WATCH_EVERY_MS);
  watched.exit = new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal });
    });
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    watched.spokeAt ??= Date.now();
    watched.stderr += text;
  });
  return watched;
}

async function ready(child, watched) {
  const started = new Promise((resolve) => child.once('message', () => resolve(true)));
  const isReady = await Promise.race([
    started,
    watched.exit.then(() => false),
    pause(START_LIMIT_MS, false, { ref: false }),
  ]);
  if (isReady) return;
  child.kill('SIGKILL');
  throw new Error(`the application did not start: ${watched.stderr.slice(0, 1_000)}`);
}

/** The most resident memory it ever had, in megabytes, as Linux keeps it. */
function peakOf(pid) {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(kilobytes) / 1_024);
  } catch {
    return 0;
  }
}
