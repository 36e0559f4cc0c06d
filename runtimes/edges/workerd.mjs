// node workerd.mjs MINIFLARE WORKER
//
// Runs a Worker in workerd, orders once, and says what it answered and its ledger once everything is delivered.
const [, , miniflare, scriptPath] = process.argv;
const { Log, LogLevel, Miniflare } = await import(miniflare);
const worker = new Miniflare({
  scriptPath,
  modules: true,
  cf: false,
  compatibilityDate: '2026-07-01',
  compatibilityFlags: ['nodejs_compat'],
  bindings: { OTLP: process.env.OTEL_EXPORTER_OTLP_ENDPOINT },
  log: new Log(LogLevel.WARN),
});
const asked = async (path) => (await worker.dispatchFetch(`http://shop${path}`)).json();

try {
  const answer = await asked('/order');
  let ledger = [];
  for (let left = 100; left > 0 && !isDelivered(ledger); left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ledger = await asked('/ledger');
  }
  console.log(JSON.stringify({ answer, ledger }));
} finally {
  await worker.dispose();
}

function isDelivered(ledger) {
  return ledger.length > 0 && ledger.every(({ recorded, delivered }) => recorded > 0 && delivered === recorded);
}
