import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type InvocationMetricsBus, InvocationTimer } from '@portcall/invocations';
import { Plugin } from './plugin.js';
import type { PluginThread } from './plugin-thread.js';

export interface PluginHostOptions {
  /** Where every invocation is recorded. */
  readonly bus: InvocationMetricsBus;
  /** What runs in a plugin's thread. @default the built `plugin-worker` beside the built host */
  readonly worker?: URL;
  /** Megabytes the heap of a plugin may have. @default 32 */
  readonly memoryLimitMb?: number;
  /** Milliseconds a call may take. @default 5000 */
  readonly timeoutMs?: number;
}

export interface InvokeOptions {
  /** Milliseconds this call may take. @default what the host says */
  readonly timeoutMs?: number;
}

/** The plugin did not return: it threw, took too long or too much memory, or ended its thread. */
export class PluginFailure extends Error {}

/** The host was closed while the call was running: nobody knows how it would have ended. */
export class CallAbandoned extends Error {}

/** The host was closed before. Nothing was invoked, and nothing is recorded. */
export class HostClosed extends Error {}

/** There is no such plugin, or it exports no such function. Nothing was invoked, and nothing is recorded. */
export class UnknownFunction extends Error {}

/**
 * Runs plugins: the modules of a folder, each in a thread of its own. Whatever a plugin does, the host goes on, and every
 * invocation is one metric on the bus.
 */
export class PluginHost implements AsyncDisposable {
  private isClosed = false;

  private constructor(
    private readonly plugins: ReadonlyMap<string, Plugin>,
    private readonly options: PluginHostOptions,
  ) {}

  /**
   * Loads every `.mjs` file of a folder; its name is the plugin's id.
   * @throws Error when one of them cannot be loaded
   */
  static async load(folder: string, options: PluginHostOptions): Promise<PluginHost> {
    const { worker = new URL('./plugin-worker.mjs', import.meta.url), memoryLimitMb = 32 } = options;
    const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort();
    const plugins = files.map(async (file) => {
      const thread = { worker, memoryLimitMb, loadsWithinMs: 5_000 };
      return [basename(file, '.mjs'), await Plugin.load(pathToFileURL(join(folder, file)), thread)] as const;
    });
    try {
      return new PluginHost(new Map(await Promise.all(plugins)), options);
    } catch (error) {
      for (const loaded of await Promise.allSettled(plugins)) {
        if (loaded.status === 'fulfilled') await loaded.value[1].end();
      }
      throw error;
    }
  }

  /** The functions of every plugin. */
  get functions(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.plugins].map(([id, { functions }]) => [id, [...functions]]));
  }

  /** How often a plugin's thread had to be replaced. */
  restarts(pluginId: string): number {
    return this.plugins.get(pluginId)?.restarts ?? 0;
  }

  /**
   * Calls a plugin's function.
   *
   * @param input what can be cloned to another thread
   * @returns what the function returned
   * @throws PluginFailure when it did not return
   * @throws CallAbandoned when the host was closed while it ran, and HostClosed when that was before
   * @throws UnknownFunction when there is none
   */
  async invoke(
    pluginId: string,
    functionName: string,
    input: unknown,
    { timeoutMs = this.options.timeoutMs ?? 5_000 }: InvokeOptions = {},
  ): Promise<unknown> {
    const plugin = this.plugins.get(pluginId);
    // Names that somebody made up must not become series of metrics.
    if (plugin?.functions.has(functionName) !== true) {
      throw new UnknownFunction(`there is no plugin function ${pluginId}.${functionName}`);
    }
    return await plugin.inTurn((thread) => this.invokeOn(thread, pluginId, functionName, input, timeoutMs));
  }

  /** Ends every thread. Calls that run are not waited for: await them first where their end matters. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.plugins.values()].map((plugin) => plugin.end()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async invokeOn(
    thread: PluginThread,
    pluginId: string,
    functionName: string,
    input: unknown,
    timeoutMs: number,
  ): Promise<unknown> {
    if (this.isClosed) throw new HostClosed(`${pluginId}.${functionName}: the host is closed`);
    using timer = InvocationTimer.start(this.options.bus, pluginId, functionName);
    const ended = await thread.call({ functionName, input }, timeoutMs);
    switch (ended.kind) {
      case 'returned':
        timer.finishSuccess(ended.memoryPeakBytes);
        return ended.value;
      case 'failed':
        timer.finishFailure(ended.error, ended.memoryPeakBytes);
        throw new PluginFailure(`${pluginId}.${functionName}: ${ended.error}`);
      case 'abandoned':
        // Whether it would have returned nobody knows: its timer is left as it is, which records `dropped`.
        throw new CallAbandoned(`${pluginId}.${functionName}: the host was closed while it ran`);
    }
  }
}
