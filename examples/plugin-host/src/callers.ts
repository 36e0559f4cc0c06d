import { seeded, Tally } from '@portcall/example-kit';
import { CallAbandoned, type InvokeOptions, PluginFailure, type PluginHost, UnknownFunction } from './plugin-host.js';

/** Calls of one function that wait at its plugin at the same time. */
const AT_ONCE = 4;

const TEXT = `# Portcall

A host **times** every *invocation* of a [plugin](https://example.org/plugins), whatever \`it\` does.

- one thread each
- a limit for its memory

## What it costs

${'Each invocation is one metric on a bus, & every subscriber has its own queue. '.repeat(8)}`;

// As good as for ever: each letter more doubles the ways in which this does not match.
const HANGS = `${'a'.repeat(60)}!`;

/** Those who use the plugins. They count for themselves how each of their calls ended. */
export class Callers {
  /** By `plugin.function` and status. */
  readonly counted: Tally = new Tally();
  /** Calls of what there is not. */
  refused = 0;

  constructor(private readonly host: PluginHost) {}

  /** Uses every function so many times, the same inputs every time. @returns how many calls that were */
  async everyday(times: number): Promise<number> {
    await Promise.all([
      this.repeat(times, () => this.call('markdown', 'render', TEXT)),
      this.repeat(times, () => this.call('markdown', 'outline', TEXT)),
      this.repeat(times, () => this.call('thumbnail', 'shrink', picture())),
      this.repeat(times, (index) => this.call('pricing', 'quote', order(index))),
      this.repeat(times, (index) => this.call('bundles', 'best', wishes(index))),
      this.repeat(times, (index) => this.call('addresses', 'check', `reader-${index}@example.org`)),
    ]);
    return 6 * times;
  }

  /** Makes plugins fail in every way: too much memory, no end, and a function that is not there. */
  async trouble(): Promise<void> {
    await Promise.all([
      this.repeat(2, () => this.call('bundles', 'best', { prices: Array<number>(30).fill(1_999), budget: 9_999 })),
      this.repeat(2, () => this.call('addresses', 'check', HANGS, { timeoutMs: 250 })),
      this.call('pricing', 'discount', {}),
    ]);
  }

  /** Calls something that is not over when the host is closed. */
  async unfinished(): Promise<void> {
    await this.call('addresses', 'check', HANGS);
  }

  private async repeat(times: number, call: (index: number) => Promise<void>): Promise<void> {
    let started = 0;
    const one = async (): Promise<void> => {
      while (started < times) await call(started++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  private async call(pluginId: string, functionName: string, input: unknown, options?: InvokeOptions): Promise<void> {
    const name = `${pluginId}.${functionName}`;
    try {
      await this.host.invoke(pluginId, functionName, input, options);
      this.counted.count(name, 'success');
    } catch (error) {
      if (error instanceof PluginFailure) this.counted.count(name, 'failure');
      else if (error instanceof CallAbandoned) this.counted.count(name, 'dropped');
      else if (error instanceof UnknownFunction) this.refused += 1;
      else throw error;
    }
  }
}

function picture(): { readonly width: number; readonly height: number; readonly pixels: Uint8Array; times: number } {
  const [width, height] = [96, 64];
  return { width, height, pixels: new Uint8Array(width * height * 4).fill(127), times: 3 };
}

/** Every tenth cannot be bought. */
function order(index: number): { readonly country: string; readonly items: readonly object[] } {
  const chance = seeded(`order ${index}`);
  const items = Array.from({ length: 5 }, () => ({
    price: Math.floor(chance() * 10_000),
    quantity: index % 10 === 9 ? 0 : 1 + Math.floor(chance() * 5),
  }));
  return { country: ['DE', 'FR', 'NO', 'SE'][index % 4]!, items };
}

function wishes(index: number): { readonly prices: readonly number[]; readonly budget: number } {
  const chance = seeded(`wishes ${index}`);
  return { prices: Array.from({ length: 8 }, () => Math.floor(chance() * 10_000)), budget: 20_000 };
}
