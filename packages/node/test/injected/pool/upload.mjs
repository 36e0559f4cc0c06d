import * as trace from '@portcall/trace';
import * as piscina from 'piscina';
import { upload } from './upload.cjs';

await upload(piscina, trace);
