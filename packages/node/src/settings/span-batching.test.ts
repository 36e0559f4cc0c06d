import { environmentOfTest } from '@portcall/conformance';
import { spanBatchingFromEnvironment } from './span-batching.js';

describe('how spans wait, by the environment', () => {
  const { said } = environmentOfTest();

  it('is as the specification has it where it says nothing', () => {
    expect(spanBatchingFromEnvironment()).toEqual({
      queueSize: 2_048,
      batchSize: 512,
      delayMillis: 5_000,
      timeoutMillis: 30_000,
    });
  });

  it('is what it says', () => {
    process.env['OTEL_BSP_MAX_QUEUE_SIZE'] = '4096';
    process.env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'] = '100';
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '0';
    process.env['OTEL_BSP_EXPORT_TIMEOUT'] = '7';
    expect(spanBatchingFromEnvironment()).toEqual({
      queueSize: 4_096,
      batchSize: 100,
      delayMillis: 0,
      timeoutMillis: 7,
    });
  });

  it('never has batches that the queue cannot hold, and takes 0 for no timeout', () => {
    process.env['OTEL_BSP_MAX_QUEUE_SIZE'] = '30';
    process.env['OTEL_BSP_EXPORT_TIMEOUT'] = '0';
    expect(spanBatchingFromEnvironment()).toMatchObject({ batchSize: 30, timeoutMillis: Number.POSITIVE_INFINITY });
    expect(said).toEqual([]);
  });

  it('is the default, with a word, where it says no whole number', () => {
    process.env['OTEL_BSP_MAX_QUEUE_SIZE'] = 'many';
    process.env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'] = '0';
    expect(spanBatchingFromEnvironment()).toMatchObject({ queueSize: 2_048, batchSize: 512 });
    expect(said).toEqual([
      'OTEL_BSP_MAX_QUEUE_SIZE: "many" is not a whole number; 2048 is used; write one from 1',
      'OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "0" is not a whole number; 512 is used; write one from 1',
    ]);
  });
});
