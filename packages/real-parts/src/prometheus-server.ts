import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, runProgram } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { realPart } from './real-parts.js';

export interface PrometheusOptions {
  /** What is scraped, as `host:port`; every 200 ms at `/metrics`. */
  readonly targets: readonly string[];
  /** Rules files, as YAML text. @default none */
  readonly rules?: readonly string[];
}

/** One series of an answer. NaN and the infinities are themselves. */
export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrometheusTarget {
  readonly url: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Why the last scrape was refused; empty where it was not. */
  readonly lastError: string;
}

/** A real Prometheus server. */
export interface PrometheusServer extends AsyncDisposable {
  readonly url: string;
  /**
   * The series that a PromQL expression gives now.
   * @throws Error with the server's words where it does not parse
   */
  query(promql: string): Promise<readonly PrometheusSample[]>;
  /**
   * The series that an expression gives as soon as there are any, and `enough` of them.
   * @throws Error, with every target's state, after `timeoutMs`. @default 15000
   */
  waitFor(
    promql: string,
    enough?: (samples: readonly PrometheusSample[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly PrometheusSample[]>;
  targets(): Promise<readonly PrometheusTarget[]>;
  /** Any path of its HTTP API, for what has no method here: `api('/api/v1/rules')` gives the answer's `data`. */
  api(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts it on a directory of its own. It is ready within some 100 ms but takes up its targets only after five seconds
 * (the update interval of its service discovery, which cannot be set): start it first and prepare the rest meanwhile.
 */
export async function startPrometheus({ targets, rules = [] }: PrometheusOptions): Promise<PrometheusServer> {
  const directory = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const child = runProgram(realPart('prometheus'), {
    args: [
      `--config.file=${await configure(directory, targets, rules)}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Hidden, for tests: its scrapers would otherwise take up to five seconds more to hear of the targets.
      '--scrape.discovery-reload-interval=50ms',
      '--log.level=warn',
    ],
    timeoutMs: 300_000,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await child.kill();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await eventually(() => isReady(url, child), { timeoutMs: 10_000, what: 'Prometheus to be ready' });
  } catch (error) {
    await stop();
    throw error;
  }

  const api = async (path: string): Promise<unknown> => {
    const answer = (await (await fetch(`${url}${path}`)).json()) as { status: string; error?: string; data: unknown };
    if (answer.status !== 'success') throw new Error(`Prometheus refused ${decodeURIComponent(path)}: ${answer.error}`);
    return answer.data;
  };
  const query = async (promql: string): Promise<readonly PrometheusSample[]> =>
    samplesOf((await api(`/api/v1/query?query=${encodeURIComponent(promql)}`)) as QueryData);
  const targetStates = async (): Promise<readonly PrometheusTarget[]> => {
    const { activeTargets } = (await api('/api/v1/targets?state=active')) as { activeTargets: readonly ActiveTarget[] };
    return activeTargets.map(({ scrapeUrl, health, lastError }) => ({ url: scrapeUrl, health, lastError }));
  };

  return {
    url,
    query,
    targets: targetStates,
    api,
    async waitFor(promql, enough = (samples) => samples.length > 0, timeoutMs = 15_000) {
      try {
        const ask = async (): Promise<readonly PrometheusSample[] | undefined> => {
          const samples = await query(promql);
          return enough(samples) ? samples : undefined;
        };
        return await eventually(ask, { timeoutMs, everyMs: 25, what: `an answer to ${promql}` });
      } catch (error) {
        const answer = JSON.stringify(await query(promql));
        throw new Error(`${error}; the last answer: ${answer}; targets: ${JSON.stringify(await targetStates())}`);
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type ActiveTarget = Omit<PrometheusTarget, 'url'> & { readonly scrapeUrl: string };

type QueryData =
  | { readonly resultType: 'scalar'; readonly result: Pair }
  | { readonly resultType: 'vector'; readonly result: readonly { metric: Record<string, string>; value: Pair }[] };

type Pair = readonly [time: number, value: string];

function samplesOf(data: QueryData): readonly PrometheusSample[] {
  if (data.resultType === 'scalar') return [{ labels: {}, value: numberOf(data.result[1]) }];
  return data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }));
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

async function isReady(url: string, child: Child): Promise<boolean> {
  if (child.process.exitCode !== null) throw new Error(`Prometheus ended: ${(await child.exit).stderr}`);
  try {
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
}

async function configure(directory: string, targets: readonly string[], rules: readonly string[]): Promise<string> {
  const names = rules.map((_, index) => `rules-${index}.yml`);
  await Promise.all(rules.map((text, index) => writeFile(join(directory, names[index] as string), text)));
  const path = join(directory, 'prometheus.json');
  // YAML takes JSON as it is.
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
    rule_files: names,
    scrape_configs: [{ job_name: 'app', static_configs: [{ targets }] }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
