// A receiver in a process of its own, for what happens to an answer while this one is busy.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume().once('end', () => setTimeout(() => response.end(), 100));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
