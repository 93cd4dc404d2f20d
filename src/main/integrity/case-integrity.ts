import { TrailbenchError } from '../../contract/errors';
import type {
  AddedKeys,
  ChainEntry,
  CoverageGrid,
  CoverageWish,
  CoveredHours,
  CoveredWish,
  CustodyPage,
  DigestChain,
  FindingGroup,
  IntegrityFinding,
  IntegritySummary,
  SourceProof,
  VerdictCounts,
  Verified,
} from '../../contract/integrity';
import type { Json } from '../../core/event/json';
import { decodeRecord } from '../../core/format/decode-record';
import { Coverage } from '../../core/integrity/coverage';
import { coveredHours, coveredWords, coverageGrid, placesOf } from '../../core/integrity/coverage-grid';
import type { Finding } from '../../core/integrity/finding';
import { found } from '../../core/integrity/findings';
import type { Found } from '../../core/integrity/findings';
import { listedStretches } from '../../core/integrity/listing';
import { plainName } from '../../core/integrity/object-name';
import { loggedTimes, stoppedTimes } from '../../core/integrity/stopped-times';
import { readTrailEvent } from '../../core/integrity/trail-events';
import type { TrailEvent } from '../../core/integrity/trail-events';
import { ofCode } from '../../core/integrity/verdict';
import { describeFileError } from '../files/file-error';
import type { LocalFile } from '../files/listing';
import { errorCode } from '../files/disk';
import { readRegular } from '../files/regular-file';
import { sourceName } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import { CaseCheck } from './case-check';
import type { CheckedCase } from './case-check';
import { chainEntries, chainList } from './chain-pages';
import { coverageNotes } from './coverage-notes';
import { custodyPage } from './custody';
import { exportProof } from './export-proof';
import { groupsPage, isoOf } from './finding-pages';
import type { FindingsPage, GroupsPage } from './finding-pages';
import type { ExportProof } from './export-proof';
import { KEY_FILE_MAX, readPublicKeys } from './public-keys';
import { digestOf } from './read-digest';
import { ledgerListings } from './ledger-listings';
import { orBadRequest } from './or-bad-request';
import { sourceProof } from './source-proof';
import { countsOf, summarise } from './summary';
import { verifyCase } from './verify-case';
import type { VerifyOptions } from './verify-case';

/** What is made of a check only when it is asked for. */
interface Derived {
  readonly of: CheckedCase;
  found?: Found;
  coverage?: Coverage;
  /** Lines of the ledger that `coverage` is of. */
  entries?: number;
}

/** Integrity, coverage and custody of an open case, for its window. */
export class CaseIntegrity {
  private readonly check: CaseCheck;
  private derived: Derived | undefined;
  private readonly running = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();

  constructor(private readonly opened: OpenCase) {
    this.check = new CaseCheck(opened);
  }

  async summary(): Promise<IntegritySummary> {
    const checked = await this.checked();
    const { sources, at, integrity, keys } = checked;
    return { ...summarise(integrity, keys), sources, current: this.check.current, at };
  }

  /** The latest check, made anew where sources came since. */
  async checked(): Promise<CheckedCase> {
    return await this.check.latestCheck({ signal: this.closing.signal });
  }

  async chains(): Promise<{ chains: DigestChain[] }> {
    return { chains: chainList((await this.checked()).integrity) };
  }

  async chainEntries(no: number, from: number, count: number): Promise<{ total: number; entries: ChainEntry[] }> {
    return chainEntries((await this.checked()).integrity, no, from, count);
  }

  /** @param group those of one group alone, by its number. @throws TrailbenchError `not-found` where there is none */
  async findings({
    from,
    count,
    verdict,
    group,
  }: FindingsPage): Promise<{ total: number; counts: VerdictCounts; findings: IntegrityFinding[] }> {
    const { integrity } = await this.checked();
    const { findings, groups } = await this.found();
    const all = group === undefined ? findings : groups[group]?.listed;
    if (all === undefined)
      throw new TrailbenchError('not-found', 'There is no such group of findings: list them anew.');
    const wanted = verdict === undefined ? all : all.filter(({ code }) => ofCode(code).verdict === verdict);
    const page = await Promise.all(wanted.slice(from, from + count).map((finding) => this.named(finding)));
    const counts = addCounts(countsOf(integrity.logCounts), countsOf(integrity.digestCounts));
    return { total: wanted.length, counts, findings: page };
  }

  /** Findings that say the same of one account and region, worst first. */
  async findingGroups(wanted: GroupsPage): Promise<{ total: number; groups: FindingGroup[] }> {
    return groupsPage((await this.found()).groups, wanted);
  }

  async source(no: number): Promise<SourceProof> {
    const { integrity } = await this.checked();
    const line = await this.opened.manifest.line(no);
    const proof = sourceProof(integrity, line);
    if (proof.digest === null || proof.listedHash !== null) return proof;
    return { ...proof, listedHash: await this.listedHash(proof.digest, line.member ?? line.uri) };
  }

  /** What a digest lists for a file of this name; null where it lists it under another. */
  private async listedHash(digest: number, found: string): Promise<string | null> {
    const { inflatedSize: size, gzip: parts } = await this.opened.manifest.line(digest);
    const bytes = await this.opened.evidence.readRange(digest, 0, size);
    const read = digestOf({ no: digest, found: '', metadata: undefined, parts, gzip: true }, bytes);
    if (typeof read === 'string') return null;
    return read.logs.find(({ key }) => plainName(key) === plainName(found))?.hash ?? null;
  }

  /** For each source number a byte: its code's place in VERDICT_CODES. */
  async verdicts(): Promise<Uint8Array<ArrayBuffer>> {
    const { table, logs } = (await this.checked()).integrity;
    let highest = -1;
    for (let row = 0; row < table.rows; row += 1) highest = Math.max(highest, table.no(row));
    const bytes = new Uint8Array(highest + 1);
    for (let row = 0; row < table.rows; row += 1) bytes[table.no(row)] = logs.codes[row] ?? 0;
    return bytes;
  }

  /** @throws TrailbenchError `bad-request` where it is too much to show */
  async coverage(wish: CoverageWish): Promise<CoverageGrid> {
    const checked = await this.checked();
    const coverage = this.coverageOf(checked);
    const events = await this.trailEvents(wish.trailEvents);
    const stopped = stoppedTimes(events, loggedTimes(checked.integrity.table, events));
    const { configuration } = this.check;
    const grid = orBadRequest(() => coverageGrid(coverage, wish, stopped, configuration));
    const places = placesOf(coverage, wish);
    const history = this.historySources();
    const notes = coverageNotes({ coverage, places, events, stopped, configuration, history });
    return {
      zoom: wish.zoom,
      ...grid,
      rows: grid.rows.map((row) => ({ ...row, holes: [...row.holes] })),
      notes,
      unplaced: coverage.unplaced,
    };
  }

  /** @throws TrailbenchError `bad-request` where the stretch is too long */
  async covered(wish: CoveredWish): Promise<CoveredHours> {
    const coverage = this.coverageOf(await this.checked());
    const covered = orBadRequest(() => coveredHours(coverage, wish));
    return { ...covered, words: coveredWords(covered) };
  }

  /** What an export carries: the verdict of each source, and what was covered. */
  async forExport(): Promise<ExportProof> {
    const checked = await this.check.fresh({ signal: this.closing.signal });
    return exportProof(checked, this.coverageOf(checked));
  }

  custody(from: number, count: number): CustodyPage {
    return custodyPage(this.opened.ledger, from, count);
  }

  /**
   * The public keys in some files, which are then taken into the case.
   * @throws TrailbenchError `bad-request` where a file holds none, `case-read-only`
   */
  async keysIn(files: readonly Pick<LocalFile, 'path' | 'name'>[]): Promise<AddedKeys> {
    const { readOnlyReason } = this.opened;
    if (readOnlyReason !== null) throw new TrailbenchError('case-read-only', readOnlyReason);
    const keys: AddedKeys['keys'] = [];
    const contents: Uint8Array[] = [];
    for (const { path, name } of files) {
      const bytes = await readKeyFile(path);
      const found = bytes === undefined ? [] : readPublicKeys(bytes);
      if (bytes === undefined || found.length === 0) {
        const message = `${name} holds no public keys: give the JSON of "aws cloudtrail list-public-keys", a PEM file, or DER in base64.`;
        throw new TrailbenchError('bad-request', message, { details: path });
      }
      contents.push(bytes);
      for (const { fingerprint, from, to } of found) keys.push({ fingerprint, from, to, file: name });
    }
    // They count from now on, not only when the import has come to them.
    for (const bytes of contents) this.check.addKeys(bytes);
    return { keys };
  }

  /** Verifies everything and enters the result in the ledger. */
  async verify(options: Omit<VerifyOptions, 'signal'> & { readonly signal: AbortSignal }): Promise<Verified> {
    const running = this.verifyNow({ ...options, signal: AbortSignal.any([options.signal, this.closing.signal]) });
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  /** Cancels what is under way and waits until nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([...this.running]);
  }

  private async verifyNow(options: VerifyOptions): Promise<Verified> {
    const { verified } = await verifyCase(this.opened, this.check, options);
    if (this.opened.readOnly) return { ...verified, entered: false };
    const { sound, sources, bytes, problems, moreProblems, headLine, summary } = verified;
    await this.opened.record('verified', {
      ...{ sound, sources, bytes, problems: problems.length + moreProblems, digests: summary.worst },
      ...{
        logs: { ...summary.logs },
        digestCounts: { ...summary.digests },
        headGiven: options.head?.toLowerCase() ?? null,
        headLine,
      },
    });
    return { ...verified, head: this.opened.ledger.head(), entered: true };
  }

  private async found(): Promise<Found> {
    const derived = this.derive(await this.checked());
    return (derived.found ??= found(derived.of.integrity));
  }

  private derive(checked: CheckedCase): Derived {
    if (this.derived?.of !== checked) this.derived = { of: checked };
    return this.derived;
  }

  private coverageOf(checked: CheckedCase): Coverage {
    const derived = this.derive(checked);
    const { entries } = this.opened.ledger;
    if (derived.coverage === undefined || derived.entries !== entries.length) {
      const listed = listedStretches(ledgerListings(entries), this.check.streams);
      derived.coverage = new Coverage(checked.integrity, this.check.history, listed);
      // The end of an acquisition says more of the same sources.
      derived.entries = entries.length;
    }
    return derived.coverage;
  }

  private historySources(): number {
    const table = this.derived?.of.integrity.table;
    let count = 0;
    for (let row = 0; row < (table?.rows ?? 0); row += 1) if (table?.isHistory(row) === true) count += 1;
    return count;
  }

  private async trailEvents(places: CoverageWish['trailEvents']): Promise<TrailEvent[]> {
    const events: TrailEvent[] = [];
    for (const [source, offset, length] of places) {
      const bytes = await this.opened.evidence.readRange(source, offset, length);
      const decoded = decodeRecord(bytes, 0, bytes.length);
      const event = decoded.ok ? readTrailEvent(source, decoded.record as Json) : undefined;
      if (event !== undefined) events.push(event);
    }
    return events.sort((a, b) => a.at - b.at);
  }

  private async named(finding: Finding): Promise<IntegrityFinding> {
    const { code, source, object, from, to, kind: _kind, ...rest } = finding;
    const line = source === null || object !== null ? undefined : await this.opened.manifest.line(source);
    const name = line === undefined ? object : sourceName(line);
    return { ...rest, ...ofCode(code), source, object: name, from: isoOf(from), to: isoOf(to) };
  }
}

/** Undefined for what is too large to be one. @throws TrailbenchError `unreadable-path` */
async function readKeyFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegular(path, KEY_FILE_MAX, 'followed');
  } catch (cause) {
    if (errorCode(cause) === 'EFBIG') return undefined;
    const message = `${path} could not be read: ${describeFileError(cause)}.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: path });
  }
}

function addCounts(a: VerdictCounts, b: VerdictCounts): VerdictCounts {
  return {
    valid: a.valid + b.valid,
    invalid: a.invalid + b.invalid,
    missing: a.missing + b.missing,
    gap: a.gap + b.gap,
    uncovered: a.uncovered + b.uncovered,
    unverifiable: a.unverifiable + b.unverifiable,
    'not-checked': a['not-checked'] + b['not-checked'],
    reasons: {
      hash: a.reasons.hash + b.reasons.hash,
      signature: a.reasons.signature + b.reasons.signature,
      'signature-missing': a.reasons['signature-missing'] + b.reasons['signature-missing'],
      'unknown-key': a.reasons['unknown-key'] + b.reasons['unknown-key'],
      moved: a.reasons.moved + b.reasons.moved,
      format: a.reasons.format + b.reasons.format,
      'trailing-data': a.reasons['trailing-data'] + b.reasons['trailing-data'],
    },
  };
}
