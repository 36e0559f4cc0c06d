// An OTLP receiver with faults, over HTTP or gRPC, in a process of its own, so that neither it nor whoever sends waits for the other's
// event loop. It is told what to do by messages, each of which it answers.
import { createServer } from 'node:http';
import { createServer as createGrpcServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { ANSWERS, BEFORE_THE_BODY } from './answering.mjs';
import { CALLS, messageOf } from './calling.mjs';
import { readRequest } from './reading.mjs';
import { Tally } from './tally.mjs';

const tally = new Tally();
const sockets = new Set();
const tls = process.env.FAULTS_TLS === undefined ? undefined : JSON.parse(process.env.FAULTS_TLS);
let behaviours = [{ kind: 'accept' }];
let server;
let port = 0;

const COMMANDS = {
  /** One behaviour for each request, and the last for all that follow. */
  async behave({ behaviours: wanted }) {
    behaviours = wanted;
  },

  async up() {
    if (server !== undefined) return { port };
    server = newServer();
    // It is who sends that has to give up in time.
    Object.assign(server, { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 60_000 });
    server.on('connection', watch).on('clientError', (_, socket) => socket.destroy());
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    port = server.address().port;
    return { port };
  },

  /** Stops listening and resets every connection, as a killed receiver does. The port stays its own. */
  async down() {
    const stopping = server;
    server = undefined;
    stopping?.close();
    for (const socket of sockets) socket.resetAndDestroy();
  },

  async summary() {
    return tally.summary;
  },
};

process.on('message', async ({ id, command, ...options }) =>
  process.send({ id, given: await COMMANDS[command](options) }),
);
process.on('disconnect', () => process.exit());

function newServer() {
  if (process.env.FAULTS_GRPC !== undefined) return createGrpcServer().on('stream', receiveCall);
  return tls === undefined ? createServer(receive) : createTlsServer(tls, receive);
}

function watch(socket) {
  tally.connections += 1;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket)).on('error', () => {});
}

function begin(response) {
  tally.begin();
  let isOver = false;
  response.once('close', () => {
    if (!isOver) tally.end();
    isOver = true;
  });
  return behaviours.length > 1 ? behaviours.shift() : behaviours[0];
}

function receiveCall(stream, headers) {
  const behaviour = begin(stream);
  const pieces = [];
  stream.on('data', (piece) => pieces.push(piece)).on('error', () => {});
  stream.on('end', () => {
    const { path, body } = messageOf(headers, pieces);
    const read = readOrNothing({ url: path, headers: {} }, body);
    CALLS[behaviour.kind]({ stream, read, ...counted(read) }, behaviour);
  });
}

function receive(request, response) {
  const behaviour = begin(response);
  const early = behaviour.kind === 'reset' ? BEFORE_THE_BODY[behaviour.when] : undefined;
  if (early !== undefined) {
    tally.answer(`reset ${behaviour.when}`);
    early({ request });
    return;
  }
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece)).on('error', () => {});
  request.on('end', () => answer(request, response, Buffer.concat(pieces), behaviour));
}

function answer(request, response, body, behaviour) {
  const read = readOrNothing(request, body);
  ANSWERS[behaviour.kind](
    {
      request,
      response,
      read,
      isJson: (request.headers['content-type'] ?? '').startsWith('application/json'),
      ...counted(read),
    },
    behaviour,
  );
}

/** What is counted of an exchange, when it is told to. */
function counted(read) {
  let isTaken = false;
  return {
    take() {
      if (!isTaken) tally.take(read);
      isTaken = true;
    },
    answered: (what) => tally.answer(what),
    askForSilence: (milliseconds) => tally.askForSilence(milliseconds),
  };
}

function readOrNothing({ url, headers }, body) {
  try {
    return readRequest(url, headers, body);
  } catch {
    tally.unreadable += 1;
    return { spans: [], added: 0, points: 0 };
  }
}
