import { report } from '@portcall/core';
import { safely } from '@portcall/core/internal';
import { Measurement, observingDriver, refuseIfLate } from '../../measuring/measurement.js';
import { type Command, operationIn } from './command.js';
import { documentsOf, failureIn, type Reply } from './reply.js';

/** What a client that monitors its commands tells of them. */
export interface Monitoring {
  monitorCommands: boolean;
  on(event: string, told: (event: never) => void): unknown;
}

interface Told {
  /** One of the process. */
  readonly requestId: number;
}

interface Started extends Told {
  readonly command: Command;
}

interface Succeeded extends Told {
  readonly reply: unknown;
}

interface Failed extends Told {
  readonly failure: unknown;
}

interface Running {
  readonly op: string;
  readonly measurement: Measurement;
}

/** Reports the commands of a client to the calls in which they are sent. */
export function observeCommands(client: Monitoring): void {
  const running = new Map<number, Running>();
  const taken = ({ requestId }: Told): Running | undefined => {
    const one = running.get(requestId);
    running.delete(requestId);
    return one;
  };
  const on = (name: string, told: (event: never) => void): unknown =>
    client.on(name, (event) => safely('call.integration', 'a command of MongoDB', () => told(event)));

  client.monitorCommands = true;
  on('commandStarted', ({ requestId, command }: Started) => {
    const call = observingDriver();
    if (call === undefined) {
      refuseIfLate();
      return;
    }
    const operation = operationIn(call, command);
    if (operation === undefined) return;
    running.set(requestId, { op: operation.op, measurement: new Measurement(call, operation) });
  });
  on('commandSucceeded', (event: Succeeded) => {
    const one = taken(event);
    if (one !== undefined) answered(one, event.reply ?? {});
  });
  on('commandFailed', (event: Failed) => taken(event)?.measurement.failed(event.failure));
}

function answered({ op, measurement }: Running, reply: Reply): void {
  const failure = failureIn(reply);
  if (failure === undefined) measurement.succeeded(() => documentsOf(op, reply));
  else measurement.failed(failure);
}

/** Its connections are as it was when they were opened. */
export function sayIfUnmonitored(client: Monitoring & { readonly topology?: unknown }): void {
  if (client.monitorCommands || client.topology === undefined) return;
  report({
    key: 'call.integration',
    about: 'tracedMongo',
    message:
      'tracedMongo(): this client has been connected already, without `monitorCommands`; its commands stay untraced; give it before it connects, or make it with { monitorCommands: true }',
  });
}
