import type { FailuresReply } from '../../../contract/acquire';
import type { ManifestLine } from '../../cases/manifest';
import type { OpenCase } from '../../open-case/open-case';
import type { RemoteDescription } from './remote-origin';

/** Failures whose latest words are kept in memory; of others the manifest's are shown. */
const WORDS_KEPT = 10_000;

interface Failed {
  /** Source number of its manifest line. */
  readonly no: number;
  readonly words: { readonly reason: string; readonly message: string } | undefined;
}

/**
 * The objects of an acquisition that could not be had: manifest lines, by their numbers. One that comes complete later,
 * with whatever acquisition, leaves the list.
 */
export class FailureList {
  private failed: Failed[] = [];
  private gone = 0;
  /** Of the manifest, when the list was looked through last. */
  private overcomeThen = -1;

  constructor(private readonly openCase: OpenCase) {}

  get count(): number {
    return this.standing().length;
  }

  /** Failures that came complete with another acquisition. */
  get overcome(): number {
    this.standing();
    return this.gone;
  }

  /** @param repeated the manifest has the words of an earlier failure, which may be others */
  add(no: number, reason: string, message: string, repeated: boolean): void {
    const words = repeated && this.failed.length < WORDS_KEPT ? { reason, message } : undefined;
    this.failed.push({ no, words });
  }

  async page(from: number, count: number): Promise<FailuresReply> {
    const standing = this.standing();
    const failures: FailuresReply['failures'] = [];
    for (const { no, words } of standing.slice(from, from + count)) {
      const line = await this.openCase.manifest.line(no);
      const { reason, message } = words ?? line.failed ?? { reason: 'unreadable', message: '' };
      failures.push({ source: no, uri: line.uri, reason, message });
    }
    return { total: standing.length, failures };
  }

  /** Takes those of these sources out of the list, or all: they are tried again. */
  async take(sources?: readonly number[]): Promise<RemoteDescription[]> {
    const standing = this.standing();
    const wanted = sources === undefined ? undefined : new Set(sources);
    const taken = standing.filter(({ no }) => wanted?.has(no) !== false);
    this.failed = wanted === undefined ? [] : standing.filter(({ no }) => !wanted.has(no));
    return this.describe(taken);
  }

  /** Those of these sources, or all of them, as they were listed. */
  some(sources?: readonly number[]): Promise<RemoteDescription[]> {
    const wanted = sources === undefined ? undefined : new Set(sources);
    return this.describe(this.standing().filter(({ no }) => wanted?.has(no) !== false));
  }

  /** Looked through anew only after something has come complete in the case. */
  private standing(): readonly Failed[] {
    const { manifest } = this.openCase;
    if (this.overcomeThen === manifest.overcome) return this.failed;
    this.overcomeThen = manifest.overcome;
    const before = this.failed.length;
    this.failed = this.failed.filter(({ no }) => manifest.isFailing(no));
    this.gone += before - this.failed.length;
    return this.failed;
  }

  private async describe(failed: readonly Failed[]): Promise<RemoteDescription[]> {
    const lines: ManifestLine[] = [];
    for (const { no } of failed) lines.push(await this.openCase.manifest.line(no));
    return lines;
  }
}
