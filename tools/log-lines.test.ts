import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFaultReceiver } from '@portcall/real-parts';
import { codeBlocks } from './code-blocks.js';
import { isAsShown } from './readme-programs.js';
import { outputOf } from './run-block.js';

const blocks = codeBlocks(readFileSync(join(__dirname, '../docs/guides/log-lines.md'), 'utf8'));
const programs = blocks.filter(({ language }) => language === 'ts');
const outputs = blocks.filter(({ language }) => language === 'text');

describe('the guide to log lines', () => {
  it.each(['pino', 'winston', 'console'].map((logger, index) => ({ logger, index })))(
    'shows what its program for $logger prints, with the ids of the span that is exported',
    async ({ index }) => {
      await using receiver = await startFaultReceiver();
      const output = await outputOf(programs[index]!, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
      const shown = outputs[index]!.text.trim();
      expect(isAsShown(output, shown) ? shown : output).toBe(shown);
      const line = output.split('\n')[1]!;
      expect(receiver.spans()).toMatchObject([
        {
          name: 'placeBid',
          traceId: field('trace_id', line),
          spanId: field('span_id', line),
          attributes: { 'portcall.call.id': field('call_id', line) },
        },
      ]);
    },
    60_000,
  );

  it('has one output for every program', () => {
    expect([programs.length, outputs.length]).toEqual([4, 4]);
  });
});

/** Of a line of JSON, or of one that ends in `trace_id=…`. */
function field(key: string, line: string): string | undefined {
  return new RegExp(`\\b${key}(?:":"|=)([\\w-]+)`).exec(line)?.[1];
}
