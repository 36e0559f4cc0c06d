// Asks a server of its own by axios, and says which traces that was told.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { traced } from '@portcall/trace';
import axios from 'axios';

const server = createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(302, { location: '/lots' }).end();
  else response.writeHead(request.url === '/lots' ? 200 : 404).end('[]');
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const url = `http://127.0.0.1:${server.address().port}`;

await traced('order', { type: 'action' }, async () => {
  await axios.get(`${url}/moved`);
  await axios.post(`${url}/nothing`, { lot: 7 }).catch(({ response }) => console.log(response.status));
})();
server.close();
