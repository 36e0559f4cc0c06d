// An application of NestJS, on the platform that it is started with: node nest.mjs fastify
import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { requestCalls } from '@portcall/integrations/nestjs';
import { traced } from '@portcall/trace';
import { ask } from './ask.mjs';

const price = traced('price', { type: 'query' }, async (lot) => lot.length);

class Lots {
  async lot(lot) {
    return String(await price(lot));
  }

  failing() {
    throw new RangeError('too many');
  }
}

/** As TypeScript writes decorators. */
function decorate(name, decorator) {
  decorator(Lots.prototype, name, Object.getOwnPropertyDescriptor(Lots.prototype, name));
}
decorate('lot', Get('lots/:lot'));
Param('lot')(Lots.prototype, 'lot', 0);
decorate('failing', Get('failing'));
Controller()(Lots);

class Shop {}
Module({ controllers: [Lots] })(Shop);

const platform = process.argv[2] === 'fastify' ? await import('@nestjs/platform-fastify') : undefined;
const app = await NestFactory.create(Shop, ...(platform ? [new platform.FastifyAdapter()] : []), { logger: false });
app.useGlobalInterceptors(requestCalls());
await app.listen(0, '127.0.0.1');
await ask(`http://127.0.0.1:${app.getHttpServer().address().port}`);
await app.close();
