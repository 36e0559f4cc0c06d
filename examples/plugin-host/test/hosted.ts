import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InvocationMetric, InvocationMetricsBus } from '@portcall/invocations';
import { PluginHost, type PluginHostOptions } from '../src/plugin-host.js';

/** What runs in a thread is what was built. */
const WORKER = pathToFileURL(join(__dirname, '../dist/plugin-worker.mjs'));

/** A host whose plugins a test wrote, and everything that was recorded of them. */
export interface Hosted extends AsyncDisposable {
  readonly host: PluginHost;
  readonly recorded: readonly InvocationMetric[];
  /** Takes the modules away. */
  remove(): Promise<void>;
}

/** @param plugins sources by id */
export async function hosted(
  plugins: Readonly<Record<string, string>>,
  options: Partial<PluginHostOptions> = {},
): Promise<Hosted> {
  const folder = await mkdtemp(join(tmpdir(), 'plugins-'));
  for (const [id, source] of Object.entries(plugins)) await writeFile(join(folder, `${id}.mjs`), source);
  await writeFile(join(folder, 'README.md'), 'no plugin');
  const bus = new InvocationMetricsBus();
  const recorded: InvocationMetric[] = [];
  bus.onMetric((metric) => recorded.push(metric));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const host = await PluginHost.load(folder, { bus, worker: WORKER, ...options });
    const end = async (): Promise<void> => {
      await host.close();
      await remove();
    };
    return { host, recorded, remove, [Symbol.asyncDispose]: end };
  } catch (error) {
    await remove();
    throw error;
  }
}
