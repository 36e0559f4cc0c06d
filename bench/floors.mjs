// What must not get slower, as data: each floor with what was found and whether it holds. All are ratios within one run
// or milliseconds with room to spare, so that they hold on other machines too.

/** @typedef {{ what: string, wanted: string, found: string, holds: boolean }} Floor */

/** @returns {Floor[]} */
export function floorsOf({ recording, importing, sdkModules }) {
  const { OpenTelemetry, store, 'store, bound': bound } = recording['counter-2'];
  return [
    atLeast('a store counter with two attributes, against counter.add of OpenTelemetry', OpenTelemetry / store, 10),
    atLeast('a bound store counter, against counter.add of OpenTelemetry', OpenTelemetry / bound, 100),
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
