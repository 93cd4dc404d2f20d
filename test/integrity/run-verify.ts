import { runCli } from '../../src/main/cli/run-cli';

export interface Verification {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command `verify` as scripts run it. It reads by itself and needs no worker. */
export async function runVerify(...args: readonly string[]): Promise<Verification> {
  let [stdout, stderr] = ['', ''];
  const exit = await runCli(['verify', ...args], {
    startWorker: () => {
      throw new Error('verify needs no worker');
    },
    cwd: '/',
    version: '0',
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  });
  return { exit, stdout, stderr };
}
