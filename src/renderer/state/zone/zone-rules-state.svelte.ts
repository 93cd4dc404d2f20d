import type { ZoneRulesReply } from '../../../contract/schemas';
import { useZoneRules } from '../../../core/zones/rules-in-use';
import { ZoneRules } from '../../../core/zones/zone-rules';
import type { Api } from '../api/api';
import type { Loadable } from '../api/loading';
import { problemOf } from '../api/loading';

/** What is to be said of the rules that the window goes by. */
export type ZoneRulesFacts = Omit<ZoneRulesReply, 'text'>;

/** No zone but UTC and offsets. */
const NO_RULES = '# version 0000a\n';

/**
 * The rules of time zones, as main goes by them: the window has none of its own, so that what it shows and what main
 * exports cannot differ.
 */
export class ZoneRulesState {
  facts = $state.raw<Loadable<ZoneRulesFacts>>({ state: 'idle' });

  constructor(private readonly api: Pick<Api, 'zoneRules'>) {}

  /** Resolves when a case may be shown: the rules are in use, or it is known why they are not. Asks again after a failure. */
  async ready(): Promise<void> {
    if (this.facts.state === 'ready') return;
    this.facts = { state: 'loading' };
    try {
      const { text, ...facts } = await this.api.zoneRules();
      const { origin, sha256, file } = facts;
      useZoneRules(new ZoneRules(text, { origin, sha256, ...(file === undefined ? {} : { file }) }));
      this.facts = { state: 'ready', value: facts };
    } catch (error) {
      useZoneRules(new ZoneRules(NO_RULES, { origin: 'shipped', sha256: '' }));
      this.facts = { state: 'failed', problem: problemOf(error) };
    }
  }
}
