import type { FailuresReply } from '../../../contract/acquire';
import type { ManifestLine } from '../../cases/manifest';
import type { OpenCase } from '../../cases/open-case';
import type { RemoteDescription } from './remote-origin';

/** Failures whose latest words are kept in memory; of others the manifest's are shown. */
const WORDS_KEPT = 10_000;

interface Failed {
  /** Source number of its manifest line. */
  readonly no: number;
  readonly words: { readonly reason: string; readonly message: string } | undefined;
}

/** The objects of an acquisition that could not be had: manifest lines, by their numbers. */
export class FailureList {
  private failed: Failed[] = [];

  constructor(private readonly openCase: OpenCase) {}

  get count(): number {
    return this.failed.length;
  }

  /** @param repeated the manifest has the words of an earlier failure, which may be others */
  add(no: number, reason: string, message: string, repeated: boolean): void {
    const words = repeated && this.failed.length < WORDS_KEPT ? { reason, message } : undefined;
    this.failed.push({ no, words });
  }

  async page(from: number, count: number): Promise<FailuresReply> {
    const failures: FailuresReply['failures'] = [];
    for (const { no, words } of this.failed.slice(from, from + count)) {
      const line = await this.openCase.manifest.line(no);
      const { reason, message } = words ?? line.failed ?? { reason: 'unreadable', message: '' };
      failures.push({ source: no, uri: line.uri, reason, message });
    }
    return { total: this.failed.length, failures };
  }

  /** Empties the list: what was in it is tried again. */
  async take(): Promise<RemoteDescription[]> {
    const failed = this.failed;
    this.failed = [];
    return this.describe(failed);
  }

  /** All of them, as they were listed. */
  all(): Promise<RemoteDescription[]> {
    return this.describe(this.failed);
  }

  private async describe(failed: readonly Failed[]): Promise<RemoteDescription[]> {
    const lines: ManifestLine[] = [];
    for (const { no } of failed) lines.push(await this.openCase.manifest.line(no));
    return lines;
  }
}
