import type { OpenCase } from '../../open-case/open-case';
import { memberPath, memberTask, type ExpansionHost } from '../../indexing/archive-expansions';
import type { IndexRun } from '../../indexing/index-run';
import type { NewSourceTask } from '../../indexing/source-task';

export interface MemberHooks {
  /** A member was found, and is read next. */
  onMember(task: NewSourceTask): void;
  /** An archive's members have all been given to the run. */
  onExpanded(run: IndexRun): void;
}

/** Has the members of fetched archives kept in the case. */
export function memberHost(openCase: OpenCase, hooks: MemberHooks): ExpansionHost {
  const { evidence, manifest } = openCase;
  return {
    keepSpools: false,
    spoolPath: () => evidence.temporaryPath(),
    spoolsWithin: openCase.path,
    task: (archive, { path, ...member }) => {
      const inside = memberPath(archive, path);
      const known = manifest.versions(archive.uri, inside).flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
      const copyTo = evidence.temporaryPath();
      const numbered = { kind: 'new', no: manifest.reserve(), known, copyTo, copyWithin: openCase.path } as const;
      const task = memberTask(numbered, archive, { path: inside, ...member });
      hooks.onMember(task);
      return task;
    },
    fault: async (archive, { path, reason, offset, length, message }) => {
      const { uri, no: parent } = archive;
      const member = memberPath(archive, path);
      const no = manifest.reserve();
      await evidence.addFailed({ no, uri, parent, member, modified: null, reason, offset, length, message });
    },
    onExpanded: (run) => hooks.onExpanded(run),
  };
}
