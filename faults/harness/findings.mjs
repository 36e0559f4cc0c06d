// What a scenario finds of one peer, from what the receiver has and what the application and its process say.
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;

/**
 * @typedef {object} Findings
 * @property {number} sent calls ended
 * @property {number} accepted different spans that the receiver has taken
 * @property {number} duplicates spans it has taken again
 * @property {number} lostCounted spans that the application could have known to be lost
 * @property {number} lostUnsaid spans that are lost and were not counted
 * @property {number} requests
 * @property {number} tooEarly requests within the time of a Retry-After
 * @property {Record<string, number>} answers how many requests were answered how
 * @property {number} peakRssMb
 * @property {number} [longestBlockMs] of the event loop
 * @property {number} [endMs] milliseconds from the beginning of the end to the end of the process
 * @property {number | string} [ending] exit code or signal
 * @property {string[]} stderr
 */

/** Waits until every call has arrived, or the time is over. @returns {Promise<number>} seconds */
export async function settled(receiver, sent, seconds) {
  const startedAt = performance.now();
  const waited = () => (performance.now() - startedAt) / 1_000;
  while (waited() < seconds) {
    const { accepted } = await receiver.summary();
    if (accepted >= sent) break;
    await pause(LOOK_EVERY_MS);
  }
  return Math.round(waited() * 10) / 10;
}

/**
 * Ends telemetry as an application does, and gathers.
 * @param options `thenExit`: whether it exits as soon as telemetry has ended
 * @returns {Promise<Findings>}
 */
export async function afterShutdown(application, receiver, options = {}) {
  const before = performance.now();
  // One that never comes to an end is ended from outside, and says nothing any more.
  const saying = application.ask('shutdown', options).catch(() => ({}));
  const { code, signal, late } = await application.end();
  const said = await saying;
  const endMs = Math.round(performance.now() - before);
  return findings({ application, receiver, said, ending: late ? 'never' : (signal ?? code), endMs });
}

/** @returns {Promise<Findings>} */
export async function findings({ application, receiver, said = {}, sent = application.ended(), ending, endMs }) {
  const { accepted, duplicates, requests, tooEarly, answers, mostUnderWay } = await receiver.summary();
  const { lost: lostCounted = 0, longestBlockMs, shutdownMs, problems } = said;
  return {
    sent,
    accepted,
    duplicates,
    lostCounted,
    lostUnsaid: Math.max(0, sent - accepted - lostCounted),
    requests,
    tooEarly,
    answers,
    mostUnderWay,
    peakRssMb: application.peakRssMb,
    longestBlockMs,
    shutdownMs,
    endMs,
    ending,
    problems,
    stderr: linesOf(application.stderr),
  };
}

/** As many as a person reads, without the folder that this machine has given to the application. */
export function linesOf(stderr) {
  const lines = stderr
    .replaceAll(/(file:\/\/)?[^\s('"]*portcall-faults-[^/\s]*/g, '…')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length <= 20 ? lines : [...lines.slice(0, 20), `… ${lines.length - 20} more`];
}
