import { TemporaryFolder } from '../files/temporary-folder';
import { ArchiveExpansions, memberPath, memberTask, type ExpansionHost } from '../indexing/archive-expansions';
import type { IndexRun } from '../indexing/index-run';
import type { NewSourceTask, SourceReport } from '../indexing/source-task';

export interface InPlaceArchivesOptions {
  /** The first number for a member: those before are files'. */
  readonly from: number;
  /** Something of an archive, by its source number, could not be read: its name, and why, in words. */
  readonly onFault: (no: number, name: string, message: string) => void;
}

/**
 * Archives among files that are read in place. Members that are packed are inflated into a folder
 * of the system's temporary files, which `close` removes; nothing is written beside the evidence.
 */
export class InPlaceArchives {
  /** Members given to the run. */
  members = 0;
  /** Members, and rests of archives, that could not be read. */
  faults = 0;
  /** The run that reads the members; set before it reads. */
  run: IndexRun | undefined;
  private readonly temporary = new TemporaryFolder();
  private readonly expansions: ArchiveExpansions;

  constructor(private readonly options: InPlaceArchivesOptions) {
    this.expansions = new ArchiveExpansions(this.host());
  }

  /** A file or member was read. */
  taken(task: NewSourceTask, report: SourceReport): void {
    if (report.outcome === 'read' && report.kind === 'archive' && this.run !== undefined) {
      const { no, member, range } = task;
      const { size, sha256, gzip } = report;
      const uri = member?.uri ?? task.uri;
      this.expansions.expand(this.run, { no, uri, member: member?.path, range, size, sha256, gzip });
    }
    this.expansions.settle(task.no);
  }

  /** Removes the temporary files. */
  async close(): Promise<void> {
    await this.expansions.stop();
    await this.temporary.remove();
  }

  private host(): ExpansionHost {
    const { from, onFault } = this.options;
    return {
      keepSpools: true,
      spoolPath: () => this.temporary.path(),
      task: (archive, { path, ...member }) => {
        const numbered = { kind: 'new', no: from + this.members, known: [] } as const;
        this.members += 1;
        return memberTask(numbered, archive, { path: memberPath(archive, path), ...member });
      },
      fault: (archive, { path, message }) => {
        this.faults += 1;
        onFault(archive.no, `${archive.uri}!/${memberPath(archive, path)}`, message);
        return Promise.resolve();
      },
      onExpanded: () => undefined,
    };
  }
}
