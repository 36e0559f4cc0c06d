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
      const line = JSON.parse(output.split('\n')[1]!) as Readonly<Record<string, string>>;
      expect(receiver.spans()).toMatchObject([
        {
          name: 'placeBid',
          traceId: line['trace_id'],
          spanId: line['span_id'],
          attributes: { 'portcall.call.id': line['call_id'] },
        },
      ]);
    },
    60_000,
  );

  it('has one output for every program', () => {
    expect([programs.length, outputs.length]).toEqual([3, 3]);
  });
});
