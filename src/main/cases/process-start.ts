import { execFile } from 'node:child_process';
import { errorCode } from '../files/disk';
import { readRegular } from '../files/regular-file';

/** What is known of a process of this machine. */
export type ProcessState =
  /** `started`: a text that differs for another process with the same number; null where it cannot be told. */
  { readonly alive: true; readonly started: string | null } | { readonly alive: false };

export type ProcessProbe = (pid: number) => Promise<ProcessState>;

const QUERY_MS = 10_000;
/** Of what the system tells of a process, bytes. */
const MOST = 64 * 1024;

/** Looks whether a process is alive, and when it was started. */
export async function probeProcess(pid: number): Promise<ProcessState> {
  if (!exists(pid)) return { alive: false };
  if (process.platform === 'linux') return probeLinux(pid);
  const started =
    process.platform === 'win32'
      ? await ask('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', windowsQuery(pid)])
      : await ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return { alive: true, started };
}

function exists(pid: number): boolean {
  try {
    // Signal 0 tests for the process and sends nothing (kill(2)).
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // It is there, but belongs to someone else.
    return errorCode(cause) === 'EPERM';
  }
}

/** Ticks between boot and start (proc(5), field 22 of stat), with the boot they count from. */
async function probeLinux(pid: number): Promise<ProcessState> {
  try {
    const stat = (await readRegular(`/proc/${String(pid)}/stat`, MOST)).toString('latin1');
    // The command in brackets may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that has ended and waits for its parent holds nothing any more.
    if (fields[0] === 'Z' || fields[0] === 'X') return { alive: false };
    const boot = (await readRegular('/proc/sys/kernel/random/boot_id', MOST)).toString('latin1').trim();
    return { alive: true, started: `${boot} ${fields[19] ?? ''}` };
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ESRCH') return { alive: false };
    if (errorCode(cause) === undefined) throw cause;
    return { alive: true, started: null };
  }
}

function windowsQuery(pid: number): string {
  return `(Get-Process -Id ${String(pid)}).StartTime.ToFileTimeUtc()`;
}

function ask(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    execFile(command, [...args], { timeout: QUERY_MS, windowsHide: true, env }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error !== null || text === '' ? null : text);
    });
  });
}
