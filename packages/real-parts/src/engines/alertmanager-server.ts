import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerProcess, startServer } from '../server-process.js';

/** An alert as a webhook is told of it. */
export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A real Alertmanager, which sends every alert to a webhook of this process. */
export interface AlertmanagerServer extends ServerProcess {
  /** As `host:port`. */
  readonly target: string;
  /** What the webhook was told, in the order in which it came. */
  readonly alerts: readonly Alert[];
}

/** Starts it, and the webhook. It tells of every alert at once, each by itself. */
export async function startAlertmanager(): Promise<AlertmanagerServer> {
  const alerts: Alert[] = [];
  const webhook = await startWebhook(alerts);
  const port = await freePort();
  const url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/alerts`;
  const server = await startServer('alertmanager', {
    async args(directory) {
      const config = join(directory, 'alertmanager.json');
      // YAML takes JSON as it is.
      await writeFile(config, JSON.stringify(configuration(url)));
      return [
        ...[`--config.file=${config}`, `--storage.path=${join(directory, 'data')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=warn'],
      ];
    },
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    webhook.closeAllConnections();
    webhook.close();
  };
  return { ...server, target: `127.0.0.1:${port}`, alerts, stop, [Symbol.asyncDispose]: stop };
}

function configuration(url: string): object {
  return {
    route: { receiver: 'test', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h' },
    receivers: [{ name: 'test', webhook_configs: [{ url, send_resolved: true }] }],
  };
}

function startWebhook(alerts: Alert[]): Promise<Server> {
  const webhook = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      alerts.push(...(JSON.parse(Buffer.concat(pieces).toString()) as { alerts: readonly Alert[] }).alerts);
      response.end();
    });
  });
  return new Promise((resolve) => webhook.listen(0, '127.0.0.1', () => resolve(webhook)));
}
