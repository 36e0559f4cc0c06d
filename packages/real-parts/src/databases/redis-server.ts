import { realPart } from '../real-parts.js';
import { answers, type DatabaseServer, startDatabase } from './database-server.js';

/** Starts a Redis that keeps everything in memory. */
export function startRedis(): Promise<DatabaseServer> {
  return startDatabase({
    name: 'Redis',
    program: realPart('redis-server'),
    args: (folder, port) => [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    ],
    isReady: (port) => answers(port, 'PING\r\n'),
    url: (port) => `redis://127.0.0.1:${port}`,
  });
}
