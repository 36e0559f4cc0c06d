/** Where a client sends its requests, and whose that is. */
export interface Server {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  /** By its host; undefined for one that nobody knows. */
  readonly provider?: string | undefined;
}

// Source: the well-known values of gen_ai.provider.name.
const PROVIDERS: readonly (readonly [host: RegExp, provider: string])[] = [
  [/(^|\.)api\.openai\.com$/, 'openai'],
  [/\.(openai|cognitiveservices)\.azure\.com$/, 'azure.ai.openai'],
  [/\.services\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/^bedrock.*\.amazonaws\.com$/, 'aws.bedrock'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)mistral\.ai$/, 'mistral_ai'],
  [/(^|\.)perplexity\.ai$/, 'perplexity'],
  [/(^|\.)cohere\.(com|ai)$/, 'cohere'],
  [/(^|\.)moonshot\.(ai|cn)$/, 'moonshot_ai'],
  [/(^|\.)x\.ai$/, 'x_ai'],
];

export function serverOf(baseUrl: unknown): Server {
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    address: hostname,
    port: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
    provider: PROVIDERS.find(([host]) => host.test(hostname))?.[1],
  };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
