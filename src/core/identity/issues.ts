import { NO_TIME } from '../event/facet-values';
import type { SessionSource } from './session-source';
import { SLICE, TEXT_SLICE } from './session-source';
import { hasBit } from '../query/bitset';
import type { Dictionary } from '../query/dictionary';

/** Calls that gave out credentials or began a session, by event number. */
export interface Issues {
  /** Every event that states a key it gave out, or for whom. */
  readonly issuing: number[];
  /** Sign-ins to the console that succeeded. */
  readonly signIns: number[];
  /** Roles entered by the console's menu. */
  readonly switches: number[];
  /** Keys given out by single sign-on, which records hide. */
  readonly hiddenKeys: number[];
}

/** Finds those calls: in most segments the columns are empty, and nothing is looked at. */
export async function findIssues(source: SessionSource): Promise<Issues> {
  const issues: Issues = { issuing: [], signIns: [], switches: [], hiddenKeys: [] };
  const { dictionary } = source;
  const success = dictionary('outcome').find('success') ?? -1;
  const lists = [
    { name: dictionary('eventName').find('ConsoleLogin') ?? 0, list: issues.signIns },
    { name: dictionary('eventName').find('SwitchRole') ?? 0, list: issues.switches },
    { name: dictionary('eventName').find('GetRoleCredentials') ?? 0, list: issues.hiddenKeys },
  ].filter(({ name }) => name !== 0);
  for (const segment of source.segments) {
    const keys = segment.column('issuedKey', dictionary('issuedKey'));
    const to = segment.column('issuedTo', dictionary('issuedTo'));
    const names = segment.column('eventName', dictionary('eventName'));
    const outcomes = segment.column('outcome', dictionary('outcome'));
    const wanted = new Int8Array(names.ids.length).fill(-1);
    let any = keys.textEnds.length + to.textEnds.length > 0;
    for (let code = 1; code < wanted.length; code++) {
      const at = lists.findIndex(({ name }) => name === names.ids[code]);
      wanted[code] = at;
      if (at >= 0) any = true;
    }
    if (!any) continue;
    for (let row = 0; row < segment.rows; row++) {
      if ((row + 1) % SLICE === 0) await source.pause();
      const issues_ = keys.codes[row] !== 0 || to.codes[row] !== 0;
      const list = lists[wanted[names.codes[row] as number] as number];
      if ((!issues_ && list === undefined) || hasBit(source.hidden, segment.base + row)) continue;
      if (issues_) issues.issuing.push(segment.base + row);
      else if (outcomes.ids[outcomes.codes[row] as number] === success) list?.list.push(segment.base + row);
    }
  }
  return issues;
}

/** Ids of access keys by the ids of the same texts among the issued keys; 0 where no event uses the key. */
export async function usedKeys(issued: Dictionary, used: Dictionary, pause: () => Promise<void>): Promise<Uint32Array> {
  const ids = new Uint32Array(issued.size);
  for (let id = 1; id < ids.length; id++) {
    if (id % TEXT_SLICE === 0) await pause();
    ids[id] = used.find(issued.value(id) ?? '') ?? 0;
  }
  return ids;
}

/** Order of events by time, those without one last. */
export function timeOrder(time: number): number {
  return time === NO_TIME ? Infinity : time;
}
