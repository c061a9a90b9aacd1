import type { Doors } from '../cli/doors.ts';
import { runCli } from '../cli/program.ts';
import { processIo } from './process-io.ts';

const io = processIo();

/** Each door loads what stands behind it when it is opened, and not before: start-up is what people wait for. */
const doors: Doors = {
  runLocal: async (...call) => {
    const { runLocal } = await import('./local-run.ts');
    // What is said of the run afterwards, on either stream, comes after its lines.
    return runLocal(...call, io.out.room).finally(io.out.drained);
  },
  serve: async (...call) => {
    await startFrugally();
    return (await import('./server.ts')).serve(...call);
  },
  agent: async (...call) => (await import('./agent.ts')).serveJobs(...call),
  knownTasks: async () => (await (await import('./installed-tasks.ts')).readInstalledTasks([])).known,
  userTasks: async () => (await import('./user-tasks.ts')).openUserTasks(),
  start: async (...call) => {
    await startFrugally();
    return (await import('./start.ts')).start(...call);
  },
  compileTimeVariables: async options => (await import('./local-origin.ts')).localVariables(options),
};

async function startFrugally(): Promise<void> {
  (await import('./frugal-start.ts')).beginFrugalStart();
}

void runCli(process.argv.slice(2), io, doors).then(exitCode => {
  process.exitCode = exitCode;
});
