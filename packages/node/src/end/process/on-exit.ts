import { report } from '@portcall/core';
import type { Delivering } from '../delivering.js';
import { sayWhatIsKept } from '../kept.js';
import { WatchedDelivery } from '../watched-delivery.js';

/**
 * At `exit` nothing asynchronous runs any more: what there is is kept on disk where it can be, and the rest is said.
 * @param isOver whether the shutdown has said already what became of everything
 * @returns stops listening
 */
export function onExit(delivering: readonly Delivering[], isOver: () => boolean): () => void {
  const listener = (): void => {
    if (!isOver()) leave(delivering);
  };
  process.once('exit', listener);
  return () => process.removeListener('exit', listener);
}

function leave(delivering: readonly Delivering[]): void {
  const watched = delivering.filter(({ pulled }) => pulled !== true).map((one) => new WatchedDelivery(one, 'leave', 0));
  sayWhatIsKept(watched);
  const lost = watched.flatMap(lossOf);
  if (lost.length === 0) return;
  report({
    key: 'export.exit',
    message:
      'telemetry: the process ends before it was shut down (process.exit() or an uncaught error); lost are ' +
      `${lost.join(' and ')}; await telemetry.shutdown() first, or set process.exitCode and let it end`,
    count: Math.max(
      1,
      watched.reduce((sum, { left }) => sum + left, 0),
    ),
  });
}

function lossOf(watched: WatchedDelivery): readonly string[] {
  const { what, account, leave: canLeave } = watched.of;
  if (account === undefined || canLeave === undefined) return [`${what} since the last export`];
  if (watched.left > 0) return [`${what} (${watched.left})`];
  return watched.losesMore ? [`${what} since the last export`] : [];
}
