import type { ChannelFamily } from '../family.js';
import { express } from './express.js';
import { fastify } from './fastify.js';
import { h3 } from './h3.js';
import { httpServer } from './http-server.js';
import { next } from './next.js';

export type ServerFamily = 'http-server' | 'express' | 'fastify' | 'h3' | 'next';

/** Servers, whose requests become calls, and frameworks, which name the routes and catch what is thrown. */
export const SERVERS: readonly ChannelFamily<ServerFamily>[] = [httpServer, express, fastify, h3, next];
