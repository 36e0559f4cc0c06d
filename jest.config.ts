/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testMatch: [
    '<rootDir>/packages/*/{src,test}/**/*.test.ts',
    '<rootDir>/examples/*/{src,test}/**/*.test.ts',
    '<rootDir>/runtimes/{*,estate/*}.test.ts',
    '<rootDir>/tools/*.test.ts',
  ],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^@portcall/integrations/(.+)$': ['channels', 'clients', 'servers', 'jobs', 'models', 'injected', 'logs'].map(
      (folder) => `<rootDir>/packages/integrations/src/${folder}/$1.ts`,
    ),
    '^@portcall/([^/]+)/internal$': '<rootDir>/packages/$1/src/internal.ts',
    '^@portcall/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testEnvironment: '<rootDir>/tools/test-environment.ts',
  // OpenTelemetry's API keeps itself in a global that outlives a test file until it is cleaned away.
  testEnvironmentOptions: { globalsCleanup: 'on' },
  testTimeout: 30_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
};

export default config;
