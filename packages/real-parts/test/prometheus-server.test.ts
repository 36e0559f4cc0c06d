import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWith, promtoolCheckMetrics, startPrometheus } from '@portcall/real-parts';

describeWith('prometheus', 'the Prometheus server', () => {
  it('scrapes its targets and answers for them', async () => {
    const app = createServer((_, response) => response.end('# TYPE jobs_total counter\njobs_total{kind="a"} 7\n'));
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(app.address() as AddressInfo).port}`;
    await using prometheus = await startPrometheus({ targets: [target] });

    const samples = await prometheus.waitFor('jobs_total');
    expect(samples).toEqual([
      { labels: { __name__: 'jobs_total', instance: target, job: 'app', kind: 'a' }, value: 7 },
    ]);
    expect(await prometheus.query('1/0')).toEqual([{ labels: {}, value: Number.POSITIVE_INFINITY }]);
    expect(await prometheus.targets()).toEqual([{ url: `http://${target}/metrics`, health: 'up', lastError: '' }]);
    await expect(prometheus.query('sum(')).rejects.toThrow('Prometheus refused');
    app.closeAllConnections();
    app.close();
  });
});

describeWith('promtool', 'promtool', () => {
  it('has nothing against a well-written text', async () => {
    const text = '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 7\n';
    expect(await promtoolCheckMetrics(text)).toEqual([]);
  });

  it('complains of a counter without _total', async () => {
    const text = '# HELP jobs Jobs done.\n# TYPE jobs counter\njobs 7\n';
    expect(await promtoolCheckMetrics(text)).toEqual([expect.stringContaining('_total')]);
  });
});
