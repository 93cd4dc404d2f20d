import { TrailbenchError } from '../../../contract/errors';
import type { Connection as ConnectionReply, ConnectRequest } from '../../../contract/acquire';
import { Paces } from '../remote/pace';
import { Connection } from './connection';

/** The sign-ins of this program's run, by ids that say nothing. */
export class Connections {
  /** What services limit by account and region, whoever asks. */
  readonly paces = new Paces();
  private readonly open = new Map<string, Connection>();

  async connect(request: ConnectRequest): Promise<ConnectionReply> {
    const opened = await Connection.open(request);
    this.open.set(opened.id, opened);
    return opened.describe();
  }

  /** Nothing new can be begun with it; an acquisition that goes on keeps it to its end. */
  disconnect(id: string): void {
    this.open.delete(id);
  }

  /** @throws TrailbenchError `not-connected` */
  get(id: string): Connection {
    const opened = this.open.get(id);
    if (opened !== undefined) return opened;
    throw new TrailbenchError('not-connected', 'This connection is over: connect again.');
  }

  /** Ends all of them, and their sockets. */
  close(): void {
    for (const opened of this.open.values()) opened.close();
    this.open.clear();
  }
}
