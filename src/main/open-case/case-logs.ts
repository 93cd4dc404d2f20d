import { join } from 'node:path';
import { EvidenceStore } from '../evidence/evidence-store';
import type { IntegrityProblem } from '../cases/append-log';
import type { CaseFile } from '../cases/case-file';
import { EVIDENCE_FOLDER } from '../cases/case-folder';
import type { Disk } from '../files/disk';
import { Journal, JOURNAL_NAME } from '../cases/journal';
import { Ledger, LEDGER_NAME } from '../cases/ledger';
import { Manifest, MANIFEST_NAME } from '../cases/manifest';

export interface CaseLogsOptions {
  readonly folder: string;
  readonly writable: boolean;
  /** The logs are made. */
  readonly create: boolean;
  /** Another program may be writing meanwhile. */
  readonly writerAlive: boolean;
  readonly user: string;
  readonly tool: string;
  readonly now: () => Date;
  readonly disk: Disk;
}

/** The logs and the evidence of one case folder, opened together. */
export interface CaseLogs {
  readonly ledger: Ledger;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly evidence: EvidenceStore;
  /** What is wrong with the logs and the packs. */
  readonly problems: readonly IntegrityProblem[];
}

/**
 * Opens ledger, manifest, journal and evidence, and checks each against the ledger. The ledger is
 * read first: what it vouches for is there when the others are read, even while someone writes.
 */
export async function openCaseLogs(options: CaseLogsOptions): Promise<CaseLogs> {
  const { folder, writable, create, writerAlive, user, tool, now, disk } = options;
  const common = { writable, create, writerAlive, disk };
  const opened: { close(): Promise<void> }[] = [];
  try {
    const ledger = await Ledger.open({ ...common, path: join(folder, LEDGER_NAME), actor: user, tool, now });
    opened.push(ledger);
    const manifest = await Manifest.open({
      ...common,
      path: join(folder, MANIFEST_NAME),
      checkpoints: ledger.checkpoints('manifest'),
    });
    opened.push(manifest);
    const journal = await Journal.open({
      ...common,
      path: join(folder, JOURNAL_NAME),
      checkpoints: ledger.checkpoints('journal'),
      by: user,
      now,
    });
    opened.push(journal);
    const problems = [
      ...ledger.problems,
      ...manifest.problems,
      ...ledger.verify('manifest', MANIFEST_NAME, manifest),
      ...journal.problems,
      ...ledger.verify('journal', JOURNAL_NAME, journal),
    ];
    const evidence = await EvidenceStore.open({
      folder: join(folder, EVIDENCE_FOLDER),
      manifest,
      writable,
      sound: problems.length === 0,
      by: user,
      tool,
      now,
      disk,
    });
    return { ledger, manifest, journal, evidence, problems: [...problems, ...evidence.problems] };
  } catch (cause) {
    await Promise.allSettled(opened.map((log) => log.close()));
    throw cause;
  }
}

/** Where case.json is not what the ledger says of the case's making. */
export function caseFileProblems(file: CaseFile, ledger: Ledger): IntegrityProblem[] {
  const made = ledger.entries[0];
  if (made?.action !== 'case-created') return [];
  // The ledger of a case that was made before there were keys says nothing of one.
  const members = (['id', 'name', 'created', 'key'] as const).filter(
    (one) => one !== 'key' || Object.hasOwn(made.details, one),
  );
  const differing = members.filter((member) => made.details[member] !== file[member]);
  if (differing.length === 0) return [];
  const message = `case.json differs from the first line of ${LEDGER_NAME} in ${differing.join(', ')}: it was changed after the case was made.`;
  return [{ file: 'case.json', line: null, message }];
}
