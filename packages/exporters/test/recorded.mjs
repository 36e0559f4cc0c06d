import { bind, counter, defineCatalog, store, text } from '@portcall/metrics';

const catalog = defineCatalog({
  scope: 'm',
  metrics: { orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text() } }) },
});

/** Recorders, and the source of metrics that an exporter is given for them. */
export function recorded() {
  const kept = store();
  const reading = (temporality) => {
    const own = kept.reading(temporality);
    return { collect: async () => own.collect() };
  };
  const source = { resource: { 'service.name': 'shop' }, exportIntervalMillis: 3_600_000, reading };
  return { ...bind(catalog, kept), source };
}
