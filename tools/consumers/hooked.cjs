const { createNoopMeter, metrics } = require('@opentelemetry/api');
const { onProblem } = require('@portcall/core');
const { registerInstrumentation } = require('@portcall/node');

console.log(metrics.getMeterProvider().getMeter('app') === createNoopMeter() ? 'off' : 'on');
onProblem(({ key }) => console.log(key));
registerInstrumentation();
