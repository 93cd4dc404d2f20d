import type { CaseStatus } from '../../../contract/schemas';
import { ApiError } from '../api/api';
import type { Api } from '../api/api';

/** The status of a case. One that main has not open, after a restart for one, is opened from the list of recent ones. */
export async function openStatus(api: Pick<Api, 'app' | 'caseStatus' | 'openCase'>, id: string): Promise<CaseStatus> {
  try {
    return await api.caseStatus(id);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'case-not-found') throw error;
    const known = (await api.app()).recent.find((recent) => recent.id === id);
    if (known === undefined) throw error;
    await api.openCase(known.path);
    return api.caseStatus(id);
  }
}
