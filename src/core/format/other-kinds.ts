/** A kind of source that is known and holds no events as it is. */
export interface OtherKind {
  /** What it is, as one says it of a single file: "an EventBridge event". */
  readonly label: string;
  /** What to do to have its events, one sentence; absent where it holds none. */
  readonly remedy?: string;
}

const UNPACK = 'Unpack it and add what comes out.';
const RECORDS = 'Add the log files that the trail delivered, or its records as JSON Lines.';

/** Every kind by its id, which manifests keep. */
const KINDS = {
  digest: { label: 'a CloudTrail digest file' },
  config: { label: 'an AWS Config snapshot or history' },
  empty: { label: 'an empty file' },
  configuration: { label: 'an answer of AWS about trails, keys or buckets' },
  'public-keys': { label: 'the public keys with which digests are checked' },
  's3-test-event': { label: 'the test event that S3 sends to a new queue or topic' },
  's3-notification': { label: 'an event notification of S3, which names objects and holds no records' },
  'trail-notification': {
    label: 'a delivery notification of CloudTrail',
    remedy: 'Acquire the log files that it names: npm start --silent -- acquire --notification FILE --case DIR.',
  },
  'sns-message': { label: 'a message of SNS or SQS', remedy: 'Add the log files that it is about.' },
  eventbridge: { label: 'an event of EventBridge', remedy: `The record is its member "detail". ${RECORDS}` },
  'cloudwatch-logs': { label: 'log events of CloudWatch Logs', remedy: `The records are texts within it. ${RECORDS}` },
  'logs-insights': {
    label: 'the result of a Logs Insights query',
    remedy: `The records are texts within it. ${RECORDS}`,
  },
  'json-texts': {
    label: 'an array of JSON texts, as LookupEvents with a query prints',
    remedy: 'Take each text out, for example with jq -c ".[] | fromjson", and add the result.',
  },
  'lower-case-records': {
    label: 'records whose names are in lower case, as Athena and Hive print them',
    remedy: 'Names decide what a value means, so they are not guessed. Add the log files that the table was made of.',
  },
  'nested-records': { label: "another tool's export, with records further within", remedy: RECORDS },
  'script-notation': {
    label: 'the notation of JavaScript or Python, which is no JSON: names without quotes, or in single ones',
    remedy: 'Convert it to JSON, for example by printing it with JSON.stringify or json.dumps, and add the result.',
  },
  'trail-csv': {
    label: 'a CSV of CloudTrail events, as the console downloads it or a query printed it',
    remedy: 'Download the events as JSON, or add the log files.',
  },
  csv: { label: 'comma-separated values' },
  's3-access-log': { label: 'an S3 server access log' },
  'elb-log': { label: 'an access log of a load balancer' },
  'flow-log': { label: 'a VPC flow log' },
  'cloudfront-log': { label: 'an access log of CloudFront, or another log in the W3C format' },
  guardduty: { label: 'findings of GuardDuty' },
  'security-hub': { label: 'findings of Security Hub' },
  'iam-policy': { label: 'a policy document' },
  'credential-report': { label: 'a credential report of IAM' },
  'aws-error': { label: 'an error answer of AWS in place of the file', remedy: 'Fetch the file again.' },
  xml: { label: 'XML' },
  html: {
    label: 'a web page, such as the sign-in page of a proxy',
    remedy: 'Fetch the file again, and look at what stands between.',
  },
  'utf-16': {
    label: 'UTF-16 text, as Windows PowerShell writes with ">"',
    remedy: 'Convert a copy to UTF-8 (Get-Content FILE | Set-Content -Encoding utf8 COPY) and add the copy.',
  },
  'gzip-twice': { label: 'compressed twice', remedy: 'Decompress it once more and add the result.' },
  'zip-part': {
    label: 'a part of a split zip archive',
    remedy: 'Put all parts into one folder, unpack them with 7-Zip, and add what comes out.',
  },
  bzip2: { label: 'compressed with bzip2', remedy: UNPACK },
  xz: { label: 'compressed with xz', remedy: UNPACK },
  lzma: { label: 'compressed with lzma', remedy: UNPACK },
  zstd: { label: 'compressed with Zstandard', remedy: UNPACK },
  lz4: { label: 'compressed with LZ4', remedy: UNPACK },
  compress: { label: 'compressed with compress', remedy: UNPACK },
  lzip: { label: 'compressed with lzip', remedy: UNPACK },
  snappy: { label: 'compressed with Snappy', remedy: UNPACK },
  zlib: { label: 'compressed with zlib, without the header of gzip', remedy: UNPACK },
  '7z': { label: 'a 7-Zip archive', remedy: UNPACK },
  rar: { label: 'a RAR archive', remedy: UNPACK },
  cab: { label: 'a Windows cabinet', remedy: UNPACK },
  parquet: { label: 'Parquet', remedy: 'Export the table as JSON Lines with the tool that made it, and add that.' },
  orc: { label: 'ORC', remedy: 'Export the table as JSON Lines with the tool that made it, and add that.' },
  avro: { label: 'Avro', remedy: 'Export the table as JSON Lines with the tool that made it, and add that.' },
  sqlite: { label: 'an SQLite database' },
  evtx: { label: 'a Windows event log' },
  pcap: { label: 'a network capture' },
  pdf: { label: 'a PDF document' },
  ole: { label: 'an Office document of the old kind' },
  image: { label: 'a picture' },
  executable: { label: 'a program' },
  pem: { label: 'a key or certificate' },
  script: { label: 'a script' },
  prose: { label: 'a text in words' },
} as const satisfies Readonly<Record<string, OtherKind>>;

export type OtherId = keyof typeof KINDS;

export const OTHER_IDS = Object.keys(KINDS) as OtherId[];

/** Undefined for an id that only a newer version knows. */
export function otherKind(id: string): OtherKind | undefined {
  return Object.hasOwn(KINDS, id) ? KINDS[id as OtherId] : undefined;
}
