/** The version in package.json, which a test holds against it: reading that file would be one more with every start. */
const VERSION = '0.1.0';

/**
 * The exporter, its version and its language.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#user-agent
 */
export const USER_AGENT: string = `OTel-OTLP-Exporter-Portcall/${VERSION} (JavaScript)`;
