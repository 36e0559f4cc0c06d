// A library records through OpenTelemetry's API, which wants its metrics SDK.
import '@portcall/node/metrics-sdk';
import { metrics } from '@opentelemetry/api';
import { registerInstrumentation } from '@portcall/node';

const telemetry = registerInstrumentation({ serviceName: 'shop' });
metrics.getMeter('library').createCounter('library.jobs').add(2);
telemetry.shutdown().catch((cause) => {
  console.error(cause);
  process.exitCode = 1;
});
