import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What is answered to a text: rows of numbers, or the number of an error. */
export type TdsAnswer =
  | { readonly rows: readonly number[] }
  | { readonly error: number }
  | { readonly touched: number };

export interface TdsServer {
  readonly port: number;
  close(): void;
}

/**
 * Speaks as much of SQL Server's protocol as the driver needs, and knows no SQL: there is no server to be had here.
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds
 */
export async function startTdsServer(answer: (text: string) => TdsAnswer): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let read = Buffer.alloc(0);
    let message = Buffer.alloc(0);
    socket
      .on('error', () => {})
      .on('data', (data) => {
        read = Buffer.concat([read, data]);
        while (read.length >= 8 && read.length >= read.readUInt16BE(2)) {
          const length = read.readUInt16BE(2);
          message = Buffer.concat([message, read.subarray(8, length)]);
          const [type = 0, status = 0] = read;
          read = read.subarray(length);
          if ((status & 1) === 0) continue;
          socket.write(packet(replyTo(type, message, answer)));
          message = Buffer.alloc(0);
        }
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function replyTo(type: number, message: Buffer, answer: (text: string) => TdsAnswer): Buffer {
  switch (type) {
    case 0x12:
      return PRELOGIN;
    case 0x10:
      return Buffer.concat([LOGIN_ACK, done(0)]);
    case 0x0e:
      return Buffer.concat([transaction(message.readUInt16LE(message.readUInt32LE(0))), done(0)]);
    default:
      return answered(answer(textOf(message)), type === 0x03);
  }
}

/** Of a batch, and of the statement that a procedure is called with. */
function textOf(message: Buffer): string {
  return message.subarray(message.readUInt32LE(0)).toString('utf16le');
}

function packet(payload: Buffer): Buffer {
  const header = Buffer.from([4, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(payload.length + 8, 2);
  return Buffer.concat([header, payload]);
}

// A version, and that nothing is encrypted.
const PRELOGIN = Buffer.from('00000b0006' + '0100110001' + 'ff' + '100000000000' + '02', 'hex');
const LOGIN_ACK = (() => {
  const body = Buffer.concat([Buffer.from('0174000004', 'hex'), varchar('test'), Buffer.from('10000000', 'hex')]);
  return Buffer.concat([Buffer.from([0xad]), uint16(body.length), body]);
})();

/** 5 begins, 7 commits, 8 rolls back. */
function transaction(request: number): Buffer {
  const descriptor = Buffer.concat([Buffer.from([8]), Buffer.alloc(8, 1)]);
  const change = request === 5 ? 8 : request === 7 ? 9 : 10;
  const body = Buffer.concat([Buffer.from([change]), ...(change === 8 ? [descriptor, NONE] : [NONE, descriptor])]);
  return Buffer.concat([Buffer.from([0xe3]), uint16(body.length), body]);
}

const NONE = Buffer.from([0]);

function answered(answer: TdsAnswer, inProcedure: boolean): Buffer {
  const last = inProcedure ? Buffer.concat([Buffer.from('7900000000', 'hex'), done(0, 0, 0xfe)]) : Buffer.alloc(0);
  const isLast = inProcedure ? 0xff : 0xfd;
  if ('error' in answer) return Buffer.concat([failure(answer.error), done(2, 0, isLast), last]);
  if ('touched' in answer) return Buffer.concat([done(0x10, answer.touched, isLast), last]);
  const rows = answer.rows.map((value) => Buffer.concat([Buffer.from([0xd1, 4]), int32(value)]));
  return Buffer.concat([COLUMNS, ...rows, done(0x10, rows.length, isLast), last]);
}

const COLUMNS = Buffer.concat([Buffer.from('810100' + '00000000' + '0000' + '2604', 'hex'), varchar('id')]);

function failure(number: number): Buffer {
  const text = Buffer.concat([uint16(6), Buffer.from('failed', 'utf16le')]);
  const body = Buffer.concat([int32(number), Buffer.from([1, 16]), text, varchar('test'), varchar(''), int32(1)]);
  return Buffer.concat([Buffer.from([0xaa]), uint16(body.length), body]);
}

function done(status: number, rows = 0, token = 0xfd): Buffer {
  const count = Buffer.alloc(8);
  count.writeUInt32LE(rows);
  return Buffer.concat([Buffer.from([token]), uint16(status), uint16(0), count]);
}

function varchar(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}
