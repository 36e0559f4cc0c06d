import * as cron from 'node-cron';
import { background } from './background.cjs';

await background(cron);
