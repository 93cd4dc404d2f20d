import type { OpenCase } from '../../open-case/open-case';
import type { FailureList } from './failure-list';
import type { HandedItems } from './handed-items';
import type { RemoteFailure, RemoteSink } from './remote-origin';
import type { RemoteTally } from './remote-tally';

export interface CaseSinkOptions {
  readonly openCase: OpenCase;
  readonly items: HandedItems;
  readonly tally: RemoteTally;
  readonly failures: FailureList;
  /** Progress has changed. */
  readonly onChange: () => void;
}

/** Where an origin puts what it fetches for a case. @param signal aborts when the acquisition ends */
export function caseSink(options: CaseSinkOptions, signal: AbortSignal): RemoteSink {
  const { openCase, items, tally, onChange } = options;
  return {
    signal,
    has: (description) => openCase.manifest.hasVersion(description),
    known: (bytes, uri) => {
      tally.there(bytes, openCase.manifest.newest(uri)?.no);
      onChange();
    },
    room: (bytes) => items.take(bytes, signal),
    giveBack: (bytes) => items.giveBack(bytes),
    temporaryPath: () => openCase.evidence.temporaryPath(),
    caseFolder: openCase.path,
    keep: (item, room) => items.keep(item, room),
    fail: (failure) => fail(options, failure),
    had: (uri) => had(options, uri),
    changed: onChange,
  };
}

async function fail(
  { openCase, failures, tally, onChange }: CaseSinkOptions,
  { reason, message, uri, modified = null, size, versionId, etag }: RemoteFailure,
): Promise<void> {
  const { evidence, manifest } = openCase;
  const no = manifest.reserve();
  const { outcome, source } = await evidence.addFailed({
    no,
    uri,
    modified,
    reason,
    message,
    ...(size === undefined ? {} : { size }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(etag === undefined ? {} : { etag }),
  });
  failures.add(source.no, reason, message, outcome === 'known');
  tally.failed(size ?? 0);
  onChange();
}

async function had({ openCase, onChange }: CaseSinkOptions, uri: string): Promise<void> {
  const { evidence, manifest } = openCase;
  const newest = manifest.newest(uri);
  if (newest === undefined || !manifest.isFailing(newest.no)) return;
  await evidence.addSeen(newest.no, { no: manifest.reserve(), modified: null });
  onChange();
}
