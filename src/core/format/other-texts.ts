import type { OtherId } from './other-kinds';

/** What a text is by its beginning, one rule a kind; the first that matches counts. */
const RULES: readonly { readonly is: OtherId; readonly when: RegExp }[] = [
  { is: 'aws-error', when: /^\s*(<\?xml[^>]*>\s*)?<(Error|ErrorResponse)\b[^>]*>[^]{0,400}<Code>/ },
  { is: 'html', when: /^\s*(<!--[^]{0,2000}?-->\s*)?<(!doctype\s+html|html|head|body)\b/i },
  { is: 'xml', when: /^\s*<(\?xml\b|[A-Za-z][\w:.-]*[\s/>])/ },
  { is: 'pem', when: /^\s*-----BEGIN / },
  { is: 'script', when: /^#!/ },
  // Amazon S3 user guide, "Amazon S3 server access log format".
  {
    is: 's3-access-log',
    when: /^\S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] \S+ \S+ \S+ (REST|SOAP|WEBSITE|BATCH|S3)\.\S+ /,
  },
  { is: 'elb-log', when: /^((https?|h2|grpcs|wss?) )?\d{4}-\d\d-\d\dT[\d:.]+Z \S+ [\d.:]+ ([\d.:]+|-) -?\d/ },
  { is: 'flow-log', when: /^(version account-id |account-id |\d \d{12} (eni-|-))/ },
  { is: 'cloudfront-log', when: /^#(Version|Fields|Software): / },
  { is: 'logs-insights', when: /^[^\n]*"?@message"?(,|\r?\n)/ },
  { is: 'credential-report', when: /^user,arn,user_creation_time,/ },
  { is: 'trail-csv', when: /^(?=[^\n]*\bevent[ _]?name\b)(?=[^\n]*\bevent[ _]?time\b)[^\n{]*,[^\n]*\n/i },
  { is: 'script-notation', when: /^\s*(\[\s*)?\{\s*(\/[/*][^\n]*\n\s*)?([A-Za-z_$][\w$]*|'[^'\n]*')\s*:/ },
  { is: 'csv', when: /^[\w "@.:/-]+(,[\w "@.:/-]*){2,}\r?\n[^\n]*,/ },
];

/** How much of a text tells what it is, characters. */
const TELLING = 4096;
/** Share of a text in words that is letters, spaces and common punctuation. */
const PROSE = 0.85;

/** @param text the head of a source */
export function kindByText(text: string): OtherId | undefined {
  const start = text.slice(text.startsWith('\uFEFF') ? 1 : 0, TELLING);
  const rule = RULES.find(({ when }) => when.test(start));
  if (rule !== undefined) return rule.is;
  return isProse(start) ? 'prose' : undefined;
}

/** Words and their punctuation, and hardly anything else: a note, a README. */
function isProse(text: string): boolean {
  if (/[{}\0\uFFFD]/.test(text) || !/\p{L}{2,},? \p{L}{2,},? \p{L}+/u.test(text)) return false;
  const plain = text.match(/[\p{L}\s.,;:!?'"()-]/gu)?.length ?? 0;
  return plain >= text.length * PROSE;
}
