import { readFileSync } from 'node:fs';

/** What a browser did on the network, by the log that it wrote with `--log-net-log`. */
export interface NetworkUse {
  /** Names that were asked of a resolver; what a proxy is asked for is none of them. */
  readonly lookedUp: readonly string[];
  /** Addresses with port that a TCP connection was opened to. */
  readonly connected: readonly string[];
  /** UDP packets sent. */
  readonly packets: number;
}

interface NetLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: Readonly<Record<string, unknown>> }[];
}

/** Reads the log of a browser that has ended: before, its last lines are missing. */
export function networkUse(file: string): NetworkUse {
  const { constants, events } = JSON.parse(readFileSync(file, 'utf8')) as NetLog;
  const all = (name: string) => {
    const wanted = constants.logEventTypes[name];
    // An event that is called otherwise in this browser would make every test of it pass.
    if (wanted === undefined) throw new Error(`This browser's network log knows no ${name}.`);
    return events.filter(({ type }) => type === wanted);
  };
  const values = (name: string, param: string): string[] => {
    const found = all(name).map(({ params }) => params?.[param]);
    return found.filter((value) => typeof value === 'string');
  };
  // A job of the resolver, or what it hands on to a name server or to the system: not all are logged of each.
  const lookedUp = [
    ...values('HOST_RESOLVER_MANAGER_JOB', 'host'),
    ...values('DNS_TRANSACTION', 'hostname'),
    ...values('HOST_RESOLVER_SYSTEM_TASK', 'hostname'),
  ];
  return {
    lookedUp: [...new Set(lookedUp)],
    connected: [...new Set(values('TCP_CONNECT_ATTEMPT', 'address'))],
    packets: all('UDP_BYTES_SENT').length,
  };
}
