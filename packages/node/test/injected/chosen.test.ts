import { describeNodes, runPlainApp } from './plain-app.js';

const FORMATS = ['import', 'require'] as const;

describeNodes((node) => {
  it.each(FORMATS)(
    'nothing is injected but what PORTCALL_CHANNELS names, with %s',
    async (format) => {
      const injected = async (PORTCALL_CHANNELS: string): Promise<string> => {
        const { stderr, stdout } = await runPlainApp({
          code: `
          const { default: pg = await load('pg') } = await load('pg');
          const { Cron } = await load('croner');
          const bullmq = await load('bullmq');
          const shown = { client: pg.Client, pool: Object.getPrototypeOf(pg.Pool), cron: Cron, queue: bullmq.QueueBase };
          console.log(Object.keys(shown).filter((name) => String(shown[name]).includes('__apm$')).join());
        `,
          format,
          node,
          env: { PORTCALL_CHANNELS },
        });
        expect(stderr).toBe('');
        return stdout.trim();
      };
      expect(await injected('all')).toBe('client,pool,cron,queue');
      expect(await injected('pg,http-server')).toBe('client,pool');
      expect(await injected('croner')).toBe('cron');
      expect(await injected('mysql2')).toBe('');
    },
    120_000,
  );
});
