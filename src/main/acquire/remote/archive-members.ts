import type { SourceEntry } from '../../cases/manifest';
import type { OpenCase } from '../../open-case/open-case';
import { ArchiveExpansions } from '../../indexing/archive-expansions';
import type { IndexRun } from '../../indexing/index-run';
import type { NewSourceTask } from '../../indexing/source-task';
import { memberHost } from './member-host';

export interface ArchiveMembersOptions {
  readonly openCase: OpenCase;
  /** Stored bytes of a member that is to be read. */
  readonly onMember: (size: number) => void;
  readonly onExpanded: (run: IndexRun) => void;
}

/** Members of archives that were fetched, as sources of their own. */
export class ArchiveMembers {
  private now: ArchiveExpansions;
  /** Source numbers of those that are being read. */
  private readonly open = new Set<number>();

  constructor(private readonly options: ArchiveMembersOptions) {
    this.now = this.expansions();
  }

  get archives(): ArchiveExpansions {
    return this.now;
  }

  get idle(): boolean {
    return this.now.active === 0;
  }

  /** True where it was one of them. */
  settle(no: number): boolean {
    return this.open.delete(no);
  }

  expand(run: IndexRun, task: NewSourceTask, { no, size, sha256, compression }: SourceEntry): void {
    const { path, offset, length, within } = this.options.openCase.evidence.locate(no);
    const { uri, path: member } = task.member ?? { uri: task.uri, path: undefined };
    const gzip = compression === 'gzip';
    const archive = { no, uri, member, range: { path, offset, length, within }, size, sha256: sha256 ?? '', gzip };
    this.now.expand(run, archive, task.no);
  }

  /** Those before are read anew by the next run. */
  async restart(): Promise<void> {
    const before = this.now;
    this.now = this.expansions();
    this.open.clear();
    await before.stop();
  }

  private expansions(): ArchiveExpansions {
    const { openCase, onMember, onExpanded } = this.options;
    return new ArchiveExpansions(
      memberHost(openCase, {
        onMember: ({ no, size }) => {
          this.open.add(no);
          onMember(size);
        },
        onExpanded,
      }),
    );
  }
}
