import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { laidOut } from '../deploy/deploy-file.js';
import { eventually } from '../eventually.js';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { type PrometheusSample, type QueryData, samplesOf } from './prometheus-answer.js';

/** How Prometheus' OTLP receiver names what comes. */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

/** The formats that Prometheus asks a target for. */
export type ScrapeProtocol =
  | 'PrometheusProto'
  | 'PrometheusText0.0.4'
  | 'PrometheusText1.0.0'
  | 'OpenMetricsText0.0.1'
  | 'OpenMetricsText1.0.0'
  | 'OpenMetricsText2.0.0';

/** A job of its own for one target, of Prometheus 3. */
export interface ScrapeJob {
  /** The label `job` of whatever it scrapes. */
  readonly name: string;
  /** As `host:port`. */
  readonly target: string;
  readonly protocol: ScrapeProtocol;
  /** Keeps native histograms, and takes what is a classic one beside them. @default false */
  readonly nativeHistograms?: boolean;
}

export interface PrometheusOptions {
  /** Debian's Prometheus 2, or the one of today. @default 'prometheus' */
  readonly part?: 'prometheus' | 'prometheus-3';
  /** What is scraped, as `host:port`; every 200 ms at `/metrics`. @default nothing */
  readonly targets?: readonly string[];
  /** What is scraped in one format each, as often. @default nothing */
  readonly jobs?: readonly ScrapeJob[];
  /** What `--enable-feature` names. @default none */
  readonly features?: readonly string[];
  /** Opens the OTLP receiver of Prometheus 3. @default closed */
  readonly translation?: TranslationStrategy;
  /** Rules files, as YAML text. @default none */
  readonly rules?: readonly string[];
  /** Alertmanagers that are told what fires, as `host:port`. @default none */
  readonly alertmanagers?: readonly string[];
  /**
   * A file of `deploy/prometheus`, which is then all of its configuration, with the targets that its `targets/` would name by the
   * beginnings of their files. @default none: a configuration for tests
   */
  readonly deployed?: { readonly file: string; readonly targets?: Readonly<Record<string, readonly string[]>> };
  /** Flags of its own, for what a configuration file cannot say. @default none */
  readonly flags?: readonly string[];
}

export interface PrometheusTarget {
  readonly url: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Why the last scrape was refused; empty where it was not. */
  readonly lastError: string;
}

export interface PrometheusExemplar {
  /** Of the series it belongs to. */
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** A real Prometheus server. */
export interface PrometheusServer extends ServerProcess {
  readonly url: string;
  /** Full address for metrics by OTLP/HTTP, where the receiver is open. */
  readonly otlpMetricsUrl: string;
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
  /** The exemplars of the last hour of the series that an expression names; they need the feature `exemplar-storage`. */
  exemplars(promql: string): Promise<readonly PrometheusExemplar[]>;
  /** Any path of its HTTP API, for what has no method here: `api('/api/v1/rules')` gives the answer's `data`. */
  api(path: string): Promise<unknown>;
}

/**
 * Starts it on a directory of its own. It is ready within some 100 ms but takes up its targets only after five seconds
 * (the update interval of its service discovery, which cannot be set): start it first and prepare the rest meanwhile.
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusServer> {
  const { part = 'prometheus', translation, deployed, features = [], flags = [] } = options;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer(part, {
    async args(directory) {
      return [
        `--config.file=${await (deployed === undefined ? configure(directory, options) : laidOut('prometheus', directory, deployed))}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Hidden, for tests: its scrapers would otherwise take up to five seconds more to hear of the targets.
        '--scrape.discovery-reload-interval=50ms',
        '--log.level=warn',
        ...(translation === undefined ? [] : ['--web.enable-otlp-receiver']),
        ...flags,
        ...(features.length === 0 ? [] : [`--enable-feature=${features.join(',')}`]),
      ];
    },
    readyUrl: `${url}/-/ready`,
  });

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
    ...server,
    url,
    otlpMetricsUrl: `${url}/api/v1/otlp/v1/metrics`,
    query,
    targets: targetStates,
    api,
    async exemplars(promql) {
      const end = Date.now() / 1_000 + 60;
      const range = new URLSearchParams({ query: promql, start: `${end - 3_600}`, end: `${end}` });
      return ((await api(`/api/v1/query_exemplars?${range}`)) as readonly ExemplarsOfSeries[]).flatMap(
        ({ seriesLabels, exemplars }) =>
          exemplars.map(({ value, ...rest }) => ({ ...rest, seriesLabels, value: Number(value) })),
      );
    },
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
  };
}

type ActiveTarget = Omit<PrometheusTarget, 'url'> & { readonly scrapeUrl: string };

interface ExemplarsOfSeries {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly (Omit<PrometheusExemplar, 'value' | 'seriesLabels'> & { readonly value: string })[];
}

function configOf({ name, target, protocol, nativeHistograms = false }: ScrapeJob): object {
  return {
    job_name: name,
    scrape_protocols: [protocol],
    scrape_native_histograms: nativeHistograms,
    static_configs: [{ targets: [target] }],
  };
}

async function configure(
  directory: string,
  { targets = [], jobs = [], rules = [], alertmanagers = [], translation }: PrometheusOptions,
): Promise<string> {
  const names = rules.map((_, index) => `rules-${index}.yml`);
  await Promise.all(rules.map((text, index) => writeFile(join(directory, names[index] as string), text)));
  const path = join(directory, 'prometheus.json');
  // YAML takes JSON as it is.
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
    rule_files: names,
    ...(alertmanagers.length === 0
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] } }),
    scrape_configs: [{ job_name: 'app', static_configs: [{ targets }] }, ...jobs.map(configOf)],
    ...(translation === undefined ? {} : { otlp: { translation_strategy: translation } }),
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
