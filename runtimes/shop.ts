import { type FaultReceiver, runProgram, startFaultReceiver } from '@portcall/real-parts';

/** How one program is run. */
export interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs an application beside a receiver of its own, and waits for its end. */
export async function delivered({ program, args, cwd, env = {} }: Run): Promise<Delivered> {
  const receiver = await startFaultReceiver({ kind: 'accept' });
  try {
    const child = runProgram(program, {
      args,
      cwd,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'shop', ...env },
      timeoutMs: 60_000,
    });
    const { code, stdout, stderr } = await child.exit;
    return { code, stdout, stderr, ...telling(receiver) };
  } finally {
    await receiver.stop();
  }
}

export interface Delivered {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** `metric value`, in order of names. */
  readonly metrics: readonly string[];
  /** `span < parent`, in order of names. */
  readonly spans: readonly string[];
}

function telling(receiver: FaultReceiver): Pick<Delivered, 'metrics' | 'spans'> {
  const spans = receiver.spans();
  const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return {
    metrics: receiver
      .metrics()
      .map(({ name, value, count }) => `${name} ${value ?? count ?? 'nothing'}`)
      .sort(),
    spans: spans.map(({ name, parentSpanId }) => `${name} < ${nameOf.get(parentSpanId) ?? 'none'}`).sort(),
  };
}

/** What everybody is to get of `applications/shop.mjs`: one truth at the scrape, in the ledger and at the receiver. */
export function expectShop({ code, stdout, stderr, metrics, spans }: Delivered): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { scraped, ledger } = JSON.parse(stdout) as { scraped: readonly string[]; ledger: readonly object[] };
  expect(scraped).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^shop_orders_total\{.*result="ok".*\} 3$/),
      expect.stringMatching(/^shop_wait_seconds_count.* 1$/),
      expect.stringMatching(/^shop_wait_seconds_sum.* 0\.5$/),
    ]),
  );
  expect(ledger).toEqual([
    expect.objectContaining({ signal: 'metrics', recorded: 3, delivered: 3, pending: 0 }),
    expect.objectContaining({ signal: 'spans', recorded: 2, delivered: 2, pending: 0 }),
  ]);
  expect(metrics).toEqual(['shop_orders 0', 'shop_orders 3', 'shop_wait_seconds 1']);
  expect(spans).toEqual(['pay < place', 'place < none']);
}
