#!/usr/bin/env node
// npm links what is there when it installs, and in a fresh clone nothing is built yet.
import '../dist/main.mjs';
