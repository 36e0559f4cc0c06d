/** Calls back when a stream was garbage-collected; what is called back must not hold the stream. */
const registry = new FinalizationRegistry<() => void>((forgotten) => forgotten());

export function whenForgotten(stream: object, forgotten: () => void): void {
  registry.register(stream, forgotten, stream);
}

export function notForgotten(stream: object): void {
  registry.unregister(stream);
}
