import type { ZoneRulesReply } from '../../contract/schemas';

type Facts = Pick<ZoneRulesReply, 'version' | 'origin' | 'sha256' | 'place' | 'file'>;

/** "Zone rules 2026f, which Trailbench brings". */
export function zoneRulesWords({ version, origin }: Facts): string {
  return `Zone rules ${version}, ${origin === 'shipped' ? 'which Trailbench brings' : 'given by you'}`;
}

/** How newer ones are put in, or where those that were given lie. */
export function zoneRulesPlace({ origin, place, file = place }: Facts): string {
  return origin === 'shipped' ? `For newer rules put the IANA's tzdata.zi at ${place} and start again` : file;
}

/** They could not be had from main. */
export function noZoneRules({ message }: { readonly message: string }): string {
  return `The zone rules could not be loaded, so there is only UTC and offsets: ${message}`;
}
