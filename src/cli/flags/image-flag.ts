import type { Option } from 'commander';
import type { Io } from '../io.ts';
import { listFlag } from './flag.ts';

/** What stands for a hosted image; its values are read with `pairs`. */
export function imageFlag(env: Io['env']): Option {
  return listFlag(env, '--image <NAME=IMAGE>', {
    description: "container image that stands for a hosted image (vmImage), or 'host' for the machine",
    separator: 'line',
  });
}
