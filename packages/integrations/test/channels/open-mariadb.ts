import { type DatabaseServer, startMariaDb } from '@portcall/real-parts';
import { createConnection } from 'mysql2/promise';

const CREATE_BOOKS = 'create table books (id int auto_increment primary key, title varchar(100) not null)';

/** A MariaDB with the table `books`. */
export async function openBookMariaDb(): Promise<DatabaseServer> {
  const server = await startMariaDb();
  const connection = await createConnection(server.url);
  await connection.query(CREATE_BOOKS);
  await connection.end();
  return server;
}
