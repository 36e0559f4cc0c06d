import {
  type Child,
  eventually,
  type FaultReceiver,
  type OtlpSpan,
  runProgram,
  startFaultReceiver,
} from '@portcall/real-parts';

interface Line {
  readonly msg: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

/** How the shop is run. */
export interface ShopRun {
  readonly program: string;
  /** What somebody writes on the command line, and nothing else. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly databases: Databases;
}

/** The shop while it runs, and all that it has sent. */
export class RunningShop implements AsyncDisposable {
  private constructor(
    readonly url: string,
    readonly receiver: FaultReceiver,
    private readonly child: Child,
  ) {}

  static async start({ program, args, cwd, databases }: ShopRun): Promise<RunningShop> {
    const receiver = await startFaultReceiver();
    const child = runProgram(program, {
      args,
      cwd,
      env: {
        ...databases,
        PORT: '0',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
      timeoutMs: 120_000,
    });
    const line = await child.waitForLine(/listening on/);
    return new RunningShop(line.split(' ').at(-1)!, receiver, child);
  }

  async post(path: string, body: object): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }

  async get(path: string): Promise<number> {
    const response = await fetch(this.url + path);
    await response.arrayBuffer();
    return response.status;
  }

  get spans(): readonly OtlpSpan[] {
    return this.receiver.spans();
  }

  spanNamed(name: string): Promise<OtlpSpan> {
    const find = (): OtlpSpan | undefined => this.spans.find((span) => span.name === name);
    return eventually(find, { timeoutMs: 20_000, what: `a span ${name}` });
  }

  get log(): readonly Line[] {
    return this.child.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
    await this.receiver[Symbol.asyncDispose]();
  }
}

/** Those that the shop keeps things in, as its environment says. */
export interface Databases {
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
}
