import { createNoopMeter, metrics } from '@opentelemetry/api';
import { onProblem } from '@portcall/core';
import { registerInstrumentation } from '@portcall/node';

console.log(metrics.getMeterProvider().getMeter('app') === createNoopMeter() ? 'off' : 'on');
onProblem(({ key }) => console.log(key));
registerInstrumentation();
