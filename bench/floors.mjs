// What must not get slower, as data: each floor with what was found and whether it holds. All are ratios within one run
// or milliseconds with room to spare, so that they hold on other machines too.

/** @typedef {{ what: string, wanted: string, found: string, holds: boolean }} Floor */

/** @returns {Floor[]} */
export function floorsOf({ recording, tracing, observing, importing, sdkModules }) {
  const { OpenTelemetry, store, 'store, bound': bound } = recording['counter-2'];
  const traced = (task) => {
    const calls = tracing.calls[task];
    const byHand = calls['OpenTelemetry by hand, sampled'];
    return { sampled: byHand / calls['Portcall, sampled'], notSampled: byHand / calls['Portcall, not sampled'] };
  };
  const published = (task, peer) => observing[task][peer] / observing[task]['ObserverRegistry.emit'];
  const toNobody = Math.max(...['nobody', 'nobody-called'].map((task) => 1 / published(task, 'empty function')));
  const BY_HAND = 'against the same written by hand with OpenTelemetry and sampled';
  return [
    atLeast('a store counter with two attributes, against counter.add of OpenTelemetry', OpenTelemetry / store, 10),
    atLeast('a bound store counter, against counter.add of OpenTelemetry', OpenTelemetry / bound, 100),
    atLeast(`a sampled call with 3 operations, sync, ${BY_HAND}`, traced('sync-3').sampled, 1),
    atLeast(`a sampled call with 3 operations, async, ${BY_HAND}`, traced('async-3').sampled, 1),
    atLeast(`a sampled call with 3 operations, to OTLP bytes, ${BY_HAND}`, traced('async-3-bytes').sampled, 1),
    atLeast(`a call that is not sampled, without operations, ${BY_HAND}`, traced('sync-0').notSampled, 3),
    atLeast(`a call that is not sampled, with 3 operations, sync, ${BY_HAND}`, traced('sync-3').notSampled, 3),
    atLeast(`a call that is not sampled, with 3 operations, async, ${BY_HAND}`, traced('async-3').notSampled, 3),
    {
      what: 'what a push costs in a full log of 100,000 traces, against one of 100',
      wanted: 'at most 3×',
      found: `${(tracing.log[100_000].nanoseconds / tracing.log[100].nanoseconds).toFixed(1)}×`,
      holds: tracing.log[100_000].nanoseconds <= 3 * tracing.log[100].nanoseconds,
    },
    {
      what: 'what full logs grow by with a million pushes',
      wanted: 'at most 64 KB',
      found: `${Math.max(...Object.values(tracing.log).map(({ grownBytes }) => grownBytes))} bytes`,
      holds: Object.values(tracing.log).every(({ grownBytes }) => grownBytes <= 65_536),
    },
    {
      what: 'publishing to nobody, against calling an empty function, with and without inlining',
      wanted: 'at most 3×',
      found: `${toNobody.toFixed(1)}×`,
      holds: toNobody <= 3,
    },
    atLeast(
      'publishing to 10 that read, against EventEmitter with bounded arrays',
      published('ten', 'EventEmitter'),
      1,
    ),
    atLeast(
      'publishing to 10 that are full and drop the newest, against the same',
      published('ten-full-newest', 'EventEmitter'),
      1,
    ),
    {
      what: "import '@portcall/node'",
      wanted: 'at most 40 ms',
      found: `${importing['@portcall/node']} ms`,
      holds: importing['@portcall/node'] <= 40,
    },
    {
      what: "SDK and exporter modules that import '@portcall/node' loads",
      wanted: 'none',
      found: sdkModules.length === 0 ? 'none' : sdkModules.join(', '),
      holds: sdkModules.length === 0,
    },
  ];
}

function atLeast(what, times, least) {
  return { what, wanted: `at least ${least}×`, found: `${times.toFixed(1)}×`, holds: times >= least };
}
