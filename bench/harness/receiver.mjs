// An OTLP receiver in a process of its own: takes everything, and says how much that was. It reads what it got only when it is
// asked, so that it does not compete with who sends. `node receiver.mjs` prints its URL.
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Where the spans and the data points lie in a request: field numbers of the proto files, and names in JSON. */
const SHAPES = {
  '/v1/traces': { fields: [[1], [2], [2]], names: ['resourceSpans', 'scopeSpans', 'spans'] },
  '/v1/metrics': {
    fields: [[1], [2], [2], [5, 7, 9, 10], [1]],
    names: [
      'resourceMetrics',
      'scopeMetrics',
      'metrics',
      ['gauge', 'sum', 'histogram', 'exponentialHistogram'],
      'dataPoints',
    ],
  },
};

let requests = [];

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks)));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

// Ends with the process that started it.
process.stdin.on('end', () => process.exit()).resume();

function answer({ method, url, headers }, response, body) {
  if (url === '/received') {
    const said = method === 'DELETE' ? {} : { traces: receivedAt('/v1/traces'), metrics: receivedAt('/v1/metrics') };
    if (method === 'DELETE') requests = [];
    response.end(JSON.stringify(said));
    return;
  }
  requests.push({ url, body, type: headers['content-type'], encoding: headers['content-encoding'] });
  response.setHeader('content-type', headers['content-type'] ?? 'text/plain');
  response.end(headers['content-type']?.startsWith('application/json') ? '{}' : '');
}

function receivedAt(path) {
  const here = requests.filter(({ url }) => url === path);
  return {
    requests: here.length,
    bytes: here.reduce((sum, { body }) => sum + body.length, 0),
    items: here.reduce((sum, request) => sum + itemsOf(request, SHAPES[path]), 0),
  };
}

function itemsOf({ body, type, encoding }, { fields, names }) {
  const plain = encoding === 'gzip' ? gunzipSync(body) : body;
  return type?.startsWith('application/json') ? inJson(JSON.parse(plain), names) : inProtobuf(plain, fields);
}

function inJson(message, [first, ...rest]) {
  const inside = [first].flat().flatMap((name) => message[name] ?? []);
  return rest.length === 0 ? inside.length : inside.reduce((sum, one) => sum + inJson(one, rest), 0);
}

function inProtobuf(message, [first, ...rest]) {
  let found = 0;
  let at = 0;
  while (at < message.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = varint();
      if (first.includes(tag >>> 3))
        found += rest.length === 0 ? 1 : inProtobuf(message.subarray(at, at + length), rest);
      at += length;
    }
  }
  return found;

  function varint() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = message[at];
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }
}
