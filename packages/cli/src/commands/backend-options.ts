import type { NamingPath } from '@portcall/metrics';
import { type Command, Option } from 'commander';
import type { BackEnd } from '../lint/profile.js';
import { BACKENDS, DEFAULT_BACKEND, PATHS, type QueriedBackend } from '../queries/backend.js';

/** What says where queries are asked, as it is given. */
export interface BackendGiven {
  readonly profile?: BackEnd;
  readonly path?: NamingPath;
  readonly serviceLabel?: string;
  readonly instanceLabel?: string;
}

export function withBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--profile <backend>', 'where the queries are asked, as it comes')
        .choices(Object.keys(BACKENDS))
        .default(undefined, 'a Prometheus that scrapes the processes'),
    )
    .addOption(
      new Option('--path <name>', 'how names get there, where it is not as it comes')
        .choices(PATHS)
        .default(undefined, "the back end's own"),
    )
    .option('--service-label <label>', 'the label that tells services apart (default: job)')
    .option('--instance-label <label>', 'the label that tells the processes of a service apart (default: instance)');
}

export function backendOf({ profile, path, serviceLabel, instanceLabel }: BackendGiven): QueriedBackend {
  const asItComes: QueriedBackend = profile === undefined ? DEFAULT_BACKEND : BACKENDS[profile];
  return {
    path: path ?? asItComes.path,
    service: serviceLabel ?? asItComes.service,
    instance: instanceLabel ?? asItComes.instance,
  };
}
