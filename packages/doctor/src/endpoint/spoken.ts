import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';

/** What is spoken where OTLP was not understood. */
export type Spoken = 'http' | 'grpc' | 'tls';

const PATIENCE_MS = 1_000;

/** Finds out what a port speaks, by asking in each way. Never rejects: undefined for none of them. */
export async function spokenAt(url: URL): Promise<Spoken | undefined> {
  if (await answersTo((yes, no) => tls(url, yes, no))) return 'tls';
  if (await answersTo((yes, no) => http2(url, yes, no))) return 'grpc';
  return (await answersTo((yes, no) => http(url, yes, no))) ? 'http' : undefined;
}

type Ask = (yes: () => void, no: () => void) => () => void;

function answersTo(ask: Ask): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => (): void => {
      clearTimeout(patience);
      resolve(answer);
      close();
    };
    const patience = setTimeout(() => end(false)(), PATIENCE_MS);
    const close = ask(end(true), end(false));
  });
}

/** Nothing is sent over it: whether the certificate can be trusted does not matter. */
function tls({ hostname, port }: URL, yes: () => void, no: () => void): () => void {
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connectTls({ host, port: Number(port || 443), rejectUnauthorized: false });
  socket.once('secureConnect', yes).on('error', no).once('close', no);
  return () => socket.destroy();
}

function http2({ host }: URL, yes: () => void, no: () => void): () => void {
  const session = connectHttp2(`http://${host}`);
  session.once('remoteSettings', yes).on('error', no).once('close', no);
  return () => session.destroy();
}

function http({ host }: URL, yes: () => void, no: () => void): () => void {
  const asked = request(`http://${host}/`, { method: 'HEAD', agent: false });
  asked.once('response', yes).on('error', no).end();
  return () => asked.destroy();
}
