import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { runProgram } from '@portcall/real-parts';
import { describeOther, installed } from '../home.js';

const home = installed('estate');
afterAll(() => home.remove());

/** Takes whatever is sent, as Langfuse and Sentry do. */
class Receiver implements AsyncDisposable {
  readonly bodies: { readonly path: string; readonly text: string }[] = [];
  private readonly server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      this.bodies.push({ path: request.url ?? '', text: Buffer.concat(pieces).toString() });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly name: string; readonly spanId: string; readonly parentSpanId?: string }[];
    }[];
  }[];
}

/** `span < parent`, in order of names. */
function tree(spans: readonly { readonly id: string; readonly parent?: string | undefined; readonly name: string }[]) {
  const names = new Map(spans.map(({ id, name }) => [id, name]));
  return spans.map(({ name, parent }) => `${name} < ${names.get(parent ?? '') ?? 'none'}`).sort();
}

const TREE = ['pay < place', 'place < none', 'query < pay'];

describeOther(home, '@langfuse/otel/package.json', "Langfuse's and Sentry's own span processors", (manifest) => {
  it('send our spans as those of the SDK, beside propagators from packages of their own', async () => {
    await using receiver = await Receiver.start();
    const modules = dirname(dirname(dirname(manifest)));
    const app = runProgram(process.execPath, { args: ['estate.mjs', modules, receiver.url], cwd: home.folder });
    const { code, stdout, stderr } = await app.exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { keys, traceId } = JSON.parse(stdout) as { readonly keys: readonly string[]; readonly traceId: string };
    expect(keys).toEqual(['baggage', 'sentry-trace', 'uber-trace-id', 'x-amzn-trace-id']);

    const langfuse = receiver.bodies.filter(({ path }) => path.startsWith('/api/public/otel'));
    const spans = langfuse
      .flatMap(({ text }) => (JSON.parse(text) as Sent).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    expect(tree(spans.map(({ spanId: id, parentSpanId: parent, name }) => ({ id, parent, name })))).toEqual(TREE);

    const [envelope] = receiver.bodies.filter(({ path }) => path === '/sentry');
    const event = JSON.parse(envelope!.text.split('\n')[2]!) as {
      readonly transaction: string;
      readonly contexts: { readonly trace: { readonly span_id: string; readonly trace_id: string } };
      readonly spans: readonly {
        readonly span_id: string;
        readonly parent_span_id: string;
        readonly description: string;
      }[];
    };
    expect(event.contexts.trace.trace_id).toBe(traceId);
    expect(
      tree([
        { id: event.contexts.trace.span_id, name: event.transaction },
        ...event.spans.map((one) => ({ id: one.span_id, parent: one.parent_span_id, name: one.description })),
      ]),
    ).toEqual(TREE);
  }, 60_000);
});
