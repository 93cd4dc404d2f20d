import { TrailbenchError } from '../../../contract/errors';
import type { Connection as ConnectionReply, ConnectRequest } from '../../../contract/acquire';
import { Connection } from './connection';

/** The sign-ins of this program's run, by ids that say nothing. */
export class Connections {
  private readonly open = new Map<string, Connection>();

  async connect(request: ConnectRequest): Promise<ConnectionReply> {
    const opened = await Connection.open(request);
    this.open.set(opened.id, opened);
    return opened.describe();
  }

  /** What goes on with it ends as if the network had gone. */
  disconnect(id: string): void {
    const opened = this.open.get(id);
    this.open.delete(id);
    opened?.close();
  }

  /** @throws TrailbenchError `not-connected` */
  get(id: string): Connection {
    const opened = this.open.get(id);
    if (opened !== undefined) return opened;
    throw new TrailbenchError('not-connected', 'This connection is over: connect again.');
  }

  close(): void {
    for (const id of [...this.open.keys()]) this.disconnect(id);
  }
}
