import type { Connection as ConnectionReply, ConnectRequest, ProfilesReply } from '../../contract/acquire';
import type { Choice, DiscoverMessage, Measured } from '../../contract/discovery';
import type { Manifest } from '../cases/manifest';
import { asFolder } from './s3/choice-plan';
import { Connections } from './s3/connections';
import { discover } from './s3/discover';
import { measure, type MeasuredChoice } from './s3/measure';
import { listProfiles } from './s3/profiles';
import { parseS3Uri } from './s3/s3-uri';

/** What is asked of AWS before anything is taken into a case. */
export class AcquireService {
  readonly connections = new Connections();

  profiles(): Promise<ProfilesReply> {
    return listProfiles();
  }

  connect(request: ConnectRequest): Promise<ConnectionReply> {
    return this.connections.connect(request);
  }

  disconnect(id: string): void {
    this.connections.disconnect(id);
  }

  /** @param onFound each thing that is found, at once */
  async discover(
    request: { readonly connection: string; readonly uri: string },
    signal: AbortSignal,
    onFound: (message: Exclude<DiscoverMessage, { readonly type: 'done' | 'failed' }>) => void,
  ): Promise<{ readonly calls: number; readonly streams: number }> {
    const { bucket, prefix } = parseS3Uri(request.uri);
    const to = await this.connections.get(request.connection).bucket(bucket);
    return discover(to, asFolder(prefix), { signal, onFound });
  }

  async measure(
    request: { readonly connection: string; readonly choice: Choice },
    manifest: Manifest | undefined,
    signal: AbortSignal,
    onProgress: (measured: Measured) => void,
  ): Promise<MeasuredChoice> {
    const connection = this.connections.get(request.connection);
    return measure(connection, request.choice, { signal, onProgress, manifest });
  }

  close(): void {
    this.connections.close();
  }
}
