import { fetchSender, httpSender } from '../src/index.js';
import { describeSender } from './describe-sender.js';

describeSender('httpSender', httpSender);
describeSender('fetchSender', fetchSender);
