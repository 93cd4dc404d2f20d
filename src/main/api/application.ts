import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import type { AppInfo, ZoneRulesReply } from '../../contract/schemas';
import { AcquireService } from '../acquire/acquire-service';
import { samePaths } from '../cases/acquisition';
import { originOf } from '../cases/case-origin';
import { caseFolderOf, isCaseFolder, readCaseFile } from '../cases/case-file';
import { safeFolderName } from '../cases/folder-name';
import { BegunImports } from '../cases/begun-imports';
import { OpenCase } from '../open-case/open-case';
import type { OpenCaseOptions } from '../open-case/open-case';
import { casesFolder, profileFolder } from '../cases/paths';
import { openProfile, UPLOADS_NAME } from '../cases/profile-layout';
import { RecentCases, unlisted } from '../cases/recent-cases';
import { realPlace } from '../files/places';
import { freeBytes } from '../streams/free-bytes';
import { CaseIndexing } from '../indexing/case-indexing';
import { mustHoldLogs } from '../indexing/log-look';
import type { StartWorker } from '../process/threads';
import { CaseIntegrity } from '../integrity/case-integrity';
import { caseSource } from '../search/case-source';
import { EvidenceSearcher } from '../search/evidence-searcher';
import { mustExist, userFolder } from '../files/given-paths';
import type { ZoneRulesInUse } from '../zones/zone-rules-in-use';
import { useZoneRulesOf } from '../zones/zone-rules-in-use';
import { AuthorFile } from '../annotations/author-file';
import type { Author } from '../../contract/annotations';
import { report } from './report';
import type { PickKind, Shell } from './shell';
import { CaseExports } from './case-exports';
import { OpenedCase } from './opened-case';
import type { AcquireServices, CreateCase, Evidence, Services, Upload } from './services';
import { Uploads } from './uploads';

const SAMPLE_NAME = 'Harborline sample';

export interface ApplicationOptions {
  /** Holds package.json, out/ and resources/. */
  readonly root: string;
  readonly shell: Shell;
  readonly startWorker: StartWorker;
  /** The user's documents folder, where the host knows it. */
  readonly documents?: string;
}

/** Composes the program for a host: the user's cases, and those that are open. */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const profile = profileFolder();
  await openProfile(profile);
  const manifest: unknown = JSON.parse(await readFile(path.join(options.root, 'package.json'), 'utf8'));
  const { version } = v.parse(v.object({ version: v.string() }), manifest);
  const uploads = new Uploads(path.join(profile, UPLOADS_NAME));
  await uploads.sweep();
  const cases = casesFolder(options.documents === undefined ? {} : { documents: options.documents });
  return new Application({
    ...options,
    version,
    casesFolder: cases,
    uploads,
    recent: new RecentCases({ folder: profile }),
    begun: new BegunImports(profile),
    zones: await useZoneRulesOf(profile),
    author: new AuthorFile(profile),
  });
}

interface Parts extends ApplicationOptions {
  readonly version: string;
  readonly casesFolder: string;
  readonly uploads: Uploads;
  readonly recent: RecentCases;
  readonly begun: BegunImports;
  readonly zones: ZoneRulesInUse;
  readonly author: AuthorFile;
}

/** The application behind the API: which cases there are, which are open, and what the host can do. */
export class Application implements Services {
  private readonly opened = new Map<string, OpenedCase>();
  private turn: Promise<unknown> = Promise.resolve();
  private readonly fromAws = new AcquireService();

  constructor(private readonly parts: Parts) {}

  get acquire(): AcquireServices {
    const { fromAws } = this;
    return {
      profiles: () => fromAws.profiles(),
      connect: (request) => fromAws.connect(request),
      disconnect: (id) => fromAws.disconnect(id),
      discover: (request, signal, onFound) => fromAws.discover(request, signal, onFound),
      measure: (request, ...rest) => {
        const into = request.case === undefined ? undefined : this.openedCase(request.case);
        return fromAws.measure(request, into?.manifest, ...rest);
      },
    };
  }

  zoneRules(): ZoneRulesReply {
    const { rules, place, problem } = this.parts.zones;
    const { version, identity, text } = rules;
    return { version, ...identity, text, place, ...(problem === undefined ? {} : { problem }) };
  }

  async appInfo(): Promise<AppInfo> {
    const { version, shell, casesFolder: folder, recent } = this.parts;
    return {
      version,
      host: shell.host,
      platform: process.platform,
      casesFolder: folder,
      picker: shell.picker,
      unsandboxed: shell.unsandboxed,
      recent: await recent.list(),
    };
  }

  author(): Promise<Author> {
    return this.parts.author.read();
  }

  setAuthor(name: string | null): Promise<Author> {
    return this.parts.author.set(name);
  }

  createCase(request: CreateCase): Promise<{ readonly id: string }> {
    return this.inTurn(async () => ({ id: (await this.create(request)).id }));
  }

  openCase(given: string): Promise<{ readonly id: string }> {
    return this.inTurn(async () => ({ id: (await this.openFolder(this.absolute(given))).id }));
  }

  openSample(): Promise<{ readonly id: string }> {
    return this.inTurn(async () => ({ id: (await this.sample()).id }));
  }

  /**
   * Opens the case that a start names: a case folder; the case that was made from the same paths before, which takes
   * up what is new there; or a new case made from evidence.
   */
  openPaths(paths: readonly string[]): Promise<string> {
    return this.inTurn(async () => {
      const [only] = paths;
      if (paths.length === 1 && only !== undefined && (await isCaseFolder(only)))
        return (await this.openFolder(only)).id;
      return (await this.takeUp(paths)) ?? (await this.create({ paths, uploads: [] })).id;
    });
  }

  async forgetCase(listed: { readonly id: string; readonly path: string }): Promise<void> {
    await this.parts.recent.forget(listed);
  }

  closeCase(id: string): Promise<void> {
    return this.inTurn(async () => {
      const opened = this.openedCase(id);
      this.opened.delete(id);
      await opened.close();
    });
  }

  openedCase(id: string): OpenedCase {
    const opened = this.opened.get(id);
    if (opened !== undefined) return opened;
    throw new TrailbenchError('case-not-found', 'This case is not open: open it from the start page.', { details: id });
  }

  upload(upload: Upload): Promise<{ readonly id: string; readonly bytes: number }> {
    return this.parts.uploads.receive(upload);
  }

  pick(kind: PickKind): Promise<readonly string[]> {
    return this.parts.shell.pick(kind);
  }

  async reveal(id: string, file?: string): Promise<void> {
    const opened = this.openedCase(id);
    if (file !== undefined && !opened.hasExported(file)) {
      const message = `${file} was not exported from this case since it was opened: open its folder by hand.`;
      throw new TrailbenchError('refused', message, { details: file });
    }
    await this.parts.shell.reveal(file ?? opened.path);
  }

  /** Closes every case; fails with the first failure, after all were tried. */
  async close(): Promise<void> {
    await this.turn;
    const closing = [...this.opened.values()].map((opened) => opened.close());
    this.opened.clear();
    this.fromAws.close();
    for (const result of await Promise.allSettled(closing)) if (result.status === 'rejected') throw result.reason;
  }

  private async create(request: CreateCase): Promise<OpenedCase> {
    const { casesFolder: standard } = this.parts;
    // Before the folder is made: a case that cannot have its evidence is not begun.
    const paths = await this.evidencePaths(request);
    await this.mustHoldLogs(paths);
    const name = request.name?.trim() || (await this.nameFor(request, paths));
    const parent = request.folder === undefined ? standard : this.absolute(request.folder);
    const opened = await this.register(await OpenCase.create({ parent, name }, this.caseOptions));
    try {
      if (paths.length > 0) await opened.addEvidence({ paths, uploads: [] });
      return opened;
    } catch (error) {
      this.opened.delete(opened.id);
      await opened.close();
      throw error;
    }
  }

  /** Where there is no log, no case is made, and what was uploaded for it goes. @throws TrailbenchError `no-logs` */
  private async mustHoldLogs(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const { uploads } = this.parts;
    try {
      await mustHoldLogs(paths, { nameOf: (given) => uploads.nameOf(given) });
    } catch (error) {
      if (error instanceof TrailbenchError && error.code === 'no-logs') await uploads.discardAll(paths);
      throw error;
    }
  }

  /** Goes on with the newest case whose evidence began with these paths; null where there is none. */
  private async takeUp(paths: readonly string[]): Promise<string | null> {
    const here = await this.parts.begun.lines();
    for (const { path: folder, present } of await this.parts.recent.list()) {
      const origin = present ? await originOf(folder) : null;
      // What a case says of its beginning counts only where this user began it.
      if (origin === null || !here.has(origin.line) || !samePaths(origin.paths, paths)) continue;
      const opened = await this.openFolder(folder);
      if (!opened.status().readOnly) await this.takeUpInto(opened, paths);
      return opened.id;
    }
    return null;
  }

  /** Goes on with what was cut off of these very paths, which the analyst names again; else takes up what is new. */
  private async takeUpInto(opened: OpenedCase, paths: readonly string[]): Promise<void> {
    if (await opened.goOnWith(paths)) return;
    await opened.addEvidence({ paths: await this.evidencePaths({ paths, uploads: [] }), uploads: [] });
  }

  private async openFolder(given: string): Promise<OpenedCase> {
    const folder = caseFolderOf(given);
    const { id } = await readCaseFile(folder);
    const opened = this.opened.get(id);
    if (opened === undefined) return this.register(await OpenCase.open(folder, this.caseOptions));
    if ((await realPlace(opened.path)) === (await realPlace(folder))) return opened;
    const message = `${folder} has the id of the case that is open from ${opened.path}, being a copy of it or claiming to be: close that one first.`;
    throw new TrailbenchError('case-locked', message, { details: folder });
  }

  /** The sample is a case like any other: it stays where it was made, and is made again where it is gone. */
  private async sample(): Promise<OpenedCase> {
    const source = path.join(this.parts.root, 'resources', 'sample');
    const folder = path.join(this.parts.casesFolder, safeFolderName(SAMPLE_NAME));
    if (!(await isCaseFolder(folder))) return this.create({ name: SAMPLE_NAME, paths: [source], uploads: [] });
    const opened = await this.openFolder(folder);
    const { sources, readOnly } = opened.status();
    if (readOnly || (await opened.goOnWith([source]))) return opened;
    // It was made, but the program ended before its import began.
    if (sources === 0) await opened.addEvidence({ paths: [source], uploads: [] });
    return opened;
  }

  private async register(opened: OpenCase): Promise<OpenedCase> {
    const { recent, startWorker, uploads } = this.parts;
    const indexing = new CaseIndexing({
      openCase: opened,
      pool: { start: startWorker },
      onCommitted: freeBytes,
      uriOf: (file) => uploads.uriOf(file),
      onImported: (paths) => uploads.discardAll(paths),
    });
    const integrity = new CaseIntegrity(opened);
    // The list is a convenience: where it cannot be read, the case is open all the same.
    const recognised = await recent.recognise(opened).catch((cause: unknown) => {
      report(cause);
      return unlisted(opened);
    });
    const registered = new OpenedCase({
      opened,
      indexing,
      author: () => this.parts.author.name(),
      recent,
      recognised,
      resolve: (evidence) => this.evidencePaths(evidence),
      searcher: new EvidenceSearcher({ start: startWorker, locate: (no) => caseSource(opened.evidence, no) }),
      connections: this.fromAws.connections,
      integrity,
      exports: new CaseExports(opened, this.tool, (given) => this.absolute(given), integrity),
    });
    this.opened.set(opened.id, registered);
    await registered.remember();
    return registered;
  }

  /** Absolute paths, all of them there and none of them a case, whose own files are no evidence. */
  private async evidencePaths({ paths, uploads }: Evidence): Promise<string[]> {
    const absolute = paths.map((given) => this.absolute(given));
    await mustExist(absolute);
    for (const given of absolute) {
      if (!(await isCaseFolder(given))) continue;
      const message = `${given} is a case, which is no evidence itself: open it on its own.`;
      throw new TrailbenchError('bad-request', message, { details: given });
    }
    const folders = await Promise.all([...new Set(uploads)].map((id) => this.parts.uploads.folderOf(id)));
    return [...absolute, ...folders];
  }

  private async nameFor({ uploads }: Evidence, paths: readonly string[]): Promise<string> {
    const [batch] = uploads;
    if (batch !== undefined) return (await this.parts.uploads.firstName(batch)).split('/')[0] ?? '';
    const [first] = paths;
    if (first !== undefined) return path.basename(first);
    throw new TrailbenchError('bad-request', 'A case needs a name, or evidence to take one from.');
  }

  /** A path as a person types it: relative to where they stood, `~` being their home. */
  private absolute(given: string): string {
    if (given.trim() === '' || given.includes('\0')) throw new TrailbenchError('bad-request', 'The path is empty.');
    const home = /^~(?=$|[\\/])/.test(given) ? path.join(homedir(), given.slice(1)) : given;
    return path.resolve(userFolder(process.env), home);
  }

  private get caseOptions(): OpenCaseOptions {
    return { tool: this.tool, begun: this.parts.begun };
  }

  /** Program and version, as custody lines name it. */
  get tool(): string {
    return `Trailbench ${this.parts.version}`;
  }

  /** One case is opened, made or closed at a time: two requests for one folder must end in one open case. */
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task);
    // Who asked is told of a failure; the next one has its own turn.
    this.turn = result.catch(() => undefined);
    return result;
  }
}
