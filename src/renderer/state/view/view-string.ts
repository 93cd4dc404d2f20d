/** Raise where old strings would be misread; names that are added need no new version. */
export const VIEW_VERSION = 1;

/** The fields of a view string by name. */
export type ViewFields = ReadonlyMap<string, string>;

/**
 * A part of the screen that the view string carries. Names are shared by all parts: each uses its own.
 * What is as it is at the start is left out, so that the plain view has an empty string.
 */
export interface ViewPart {
  save(): Readonly<Record<string, string>>;
  /** Takes its fields up; a field that is missing means what it is at the start, one that is unreadable too. */
  load(fields: ViewFields): void;
}

/** What all parts have to save. */
export function fieldsOf(parts: readonly ViewPart[]): ViewFields {
  return new Map(parts.flatMap((part) => Object.entries(part.save())));
}

/** Names of fields: what an address shows as it is. */
const NAME = /^[a-z][a-zA-Z]*$/;

/**
 * Fields as one string, fit for the part of an address after "#": "v=1&filter=...". Empty without fields.
 * @throws Error for a name that is none
 */
export function writeViewString(fields: ViewFields): string {
  if (fields.size === 0) return '';
  const parts = [...fields].map(([name, value]) => {
    if (!NAME.test(name) || name === 'v') throw new Error(`"${name}" cannot be the name of a field of the view.`);
    return `${name}=${escapeValue(value)}`;
  });
  return [`v=${String(VIEW_VERSION)}`, ...parts.sort()].join('&');
}

/** The fields of a string; undefined for one that is damaged or of another version. */
export function readViewString(text: string): ViewFields | undefined {
  if (text === '') return new Map();
  const [version, ...parts] = text.split('&');
  if (version !== `v=${String(VIEW_VERSION)}`) return undefined;
  const fields = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(0, equals));
    const value = unescapeValue(part.slice(equals + 1));
    if (!NAME.test(name) || value === undefined || fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
}

/** Lone surrogates have no UTF-8 form: they, and the mark for them, are written by their number. */
function escapeValue(value: string): string {
  const whole = value.replace(
    /~|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (unit) => `~${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // What an address may show as it is stays readable.
  return encodeURIComponent(whole)
    .replace(/%(?:3A|2C|2F|40|24|3B)/g, (code) => decodeURIComponent(code))
    .replace(/%20/g, '+');
}

function unescapeValue(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/\+/g, '%20')).replace(/~([0-9a-f]{4})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
