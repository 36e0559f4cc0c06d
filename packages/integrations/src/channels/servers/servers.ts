import type { ChannelFamily } from '../family.js';
import { express } from './express.js';
import { fastify } from './fastify.js';
import { h3 } from './h3.js';
import { http } from './http.js';

export type ServerFamily = 'http' | 'express' | 'fastify' | 'h3';

/** Servers, whose requests become calls, and frameworks, which name the routes and catch what is thrown. */
export const SERVERS: readonly ChannelFamily<ServerFamily>[] = [http, express, fastify, h3];
