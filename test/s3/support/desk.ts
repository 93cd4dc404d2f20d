import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AcquisitionProgress, StartAcquisition } from '../../../src/contract/acquire';
import type { Choice } from '../../../src/contract/discovery';
import { AcquireService } from '../../../src/main/acquire/acquire-service';
import { CaseAcquisitions } from '../../../src/main/acquire/case-acquisitions';
import type { DownloadOptions } from '../../../src/main/acquire/s3/download';
import { OpenCase } from '../../../src/main/open-case/open-case';
import type { ManifestLine } from '../../../src/main/cases/manifest';
import { CaseIndexing } from '../../../src/main/indexing/case-indexing';
import type { StartWorker } from '../../../src/main/process/threads';
import { FakeWindow } from '../../support/window';
import { KEYS } from './s3-server';

/** Credentials for the default chain, as an analyst has them in the environment. */
export function useKeys({ id, secret }: { readonly id: string; readonly secret: string } = KEYS): void {
  process.env['AWS_ACCESS_KEY_ID'] = id;
  process.env['AWS_SECRET_ACCESS_KEY'] = secret;
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
}

/** Tries that follow each other fast: what is tested is that there are enough of them. */
export const HASTY: DownloadOptions = { backoff: 1, idle: 400, outageLimit: 5_000 };

/** A case with a window beside it that pulls, in one process. */
export class Desk {
  private constructor(
    readonly folder: string,
    readonly opened: OpenCase,
    readonly indexing: CaseIndexing,
    readonly window: FakeWindow,
    readonly service: AcquireService,
    readonly acquisitions: CaseAcquisitions,
    /** All that was pushed, newest last. */
    readonly told: AcquisitionProgress[][],
  ) {}

  static async open(start: StartWorker, download: DownloadOptions = HASTY, folder?: string): Promise<Desk> {
    useKeys();
    const parent = folder ?? mkdtempSync(join(tmpdir(), 'trailbench-s3-case-'));
    const tool = 'Trailbench test';
    const opened =
      folder === undefined
        ? await OpenCase.create({ parent, name: 'case' }, { tool })
        : await OpenCase.open(join(parent, 'case'), { tool });
    const indexing = new CaseIndexing({ openCase: opened, pool: { start, size: 2 }, wait: 300 });
    const service = new AcquireService();
    const told: AcquisitionProgress[][] = [];
    const { connections } = service;
    const acquisitions: CaseAcquisitions = new CaseAcquisitions({
      openCase: opened,
      indexing,
      connections,
      download,
      onChange: () => told.push(acquisitions.progress()),
    });
    return new Desk(parent, opened, indexing, new FakeWindow(indexing), service, acquisitions, told);
  }

  async connect(endpoint: string): Promise<string> {
    return (await this.service.connect({ endpoint, pathStyle: true })).id;
  }

  /** Begins an acquisition of a choice and has it read to the end. */
  async acquire(endpoint: string, choice: Choice): Promise<AcquisitionProgress> {
    const connection = await this.connect(endpoint);
    return this.run({ what: 's3', connection, choice });
  }

  async run(request: StartAcquisition): Promise<AcquisitionProgress> {
    const { acquisition } = await this.acquisitions.start(request);
    await this.window.start();
    return this.settled(acquisition);
  }

  /** Pulls until nothing is left to do. */
  async settled(no: number): Promise<AcquisitionProgress> {
    for (;;) {
      if (await this.window.pull()) continue;
      const { phase, message } = this.indexing.progress();
      if (phase === 'failed') throw new Error(message ?? 'failed');
      if (phase !== 'reading' && phase !== 'listing') return this.acquisitions.get(no).progress();
    }
  }

  /** The manifest as it stands on the disk. */
  get lines(): ManifestLine[] {
    const text = readFileSync(join(this.opened.path, 'evidence/manifest.jsonl'), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ManifestLine);
  }

  /** The stored bytes of a source. */
  async stored(no: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.opened.evidence.stored(no)) chunks.push(chunk.slice());
    return Buffer.concat(chunks);
  }

  async close(): Promise<void> {
    this.acquisitions.close();
    await this.indexing.close();
    await this.opened.close();
    this.service.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
