/** When things happen: hours of people, of machines, and the hole in the build account's trail. */

import { BUILD, CASE_END, CASE_START, LOGGING_STARTED, LOGGING_STOPPED } from './cast.mjs';

const DAY = 86400;

/**
 * What happened in the build account while its trail was stopped is not on record.
 * @param {string} account
 * @param {number} at seconds since 1970 UTC
 */
export function unrecorded(account, at) {
  return account === BUILD && at > LOGGING_STOPPED && at < LOGGING_STARTED;
}

/** @param {number} at */
function isWorkday(at) {
  const day = new Date(at * 1000).getUTCDay();
  return day !== 0 && day !== 6;
}

/** How likely an hour of the day is to be kept, by rhythm. */
const RHYTHMS = {
  /** @param {number} at */
  machine: (at) => 0.75 + 0.25 * Math.sin(((at % DAY) / DAY - 0.3) * 2 * Math.PI),
  /** @param {number} at */
  business: (at) => {
    const hour = (at % DAY) / 3600;
    const day = hour >= 6 && hour < 20 ? Math.exp(-(((hour - 12.5) / 3.6) ** 2)) : 0.03;
    return day * (isWorkday(at) ? 1 : 0.12);
  },
  /** @param {number} at */
  office: (at) => {
    const hour = (at % DAY) / 3600;
    return isWorkday(at) && hour >= 7 && hour < 18 ? 1 : 0;
  },
};

/**
 * A moment of the two weeks at which something of this rhythm may happen on record.
 * @param {import('./random.mjs').Random} random
 * @param {keyof typeof RHYTHMS} rhythm
 * @param {string} account
 * @returns {number} seconds since 1970 UTC
 */
export function moment(random, rhythm, account) {
  for (;;) {
    const at = random.integer(CASE_START, CASE_END - 1);
    if (random.fraction() < RHYTHMS[rhythm](at) && !unrecorded(account, at)) return at;
  }
}

/** The 14 midnights of the case, in seconds since 1970 UTC. */
export const DAYS = Array.from({ length: 14 }, (_, day) => CASE_START + day * DAY);

/** @param {number} midnight */
export function isWorkdayAt(midnight) {
  return isWorkday(midnight);
}
