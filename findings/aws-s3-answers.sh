#!/bin/sh
# Versions:  @aws-sdk/client-s3 3.1169.0 (npm).
# Behaviour: ListObjectsV2 takes an answer that it does not know for an empty listing, without an error: a page that is
#            well-formed, a body of no bytes, and a listing whose elements have a namespace prefix. The paginator ends
#            without an error at a page that says that it is truncated and has no token. GetObject refuses, by
#            default, an object with a checksum header of SHA-512 or xxHash, although the client's own output type has
#            members for them.
# Why:       The sign-in page of a network, or a store that writes XML in another way, is an empty bucket; and a store
#            that forgets a token has as many objects as fit one page. Objects that S3 itself stored with a newer
#            checksum cannot be had until the client is told not to look.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  @aws-sdk/client-s3@3.1169.0 >/dev/null || exit 2

cat >show.mjs <<'EOF'
import fs from 'node:fs';
import { createServer } from 'node:http';
import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

const key = (n) => `<Contents><Key>k${n}</Key><Size>1</Size></Contents>`;
const listing = `<ListBucketResult><IsTruncated>false</IsTruncated>${key(1)}</ListBucketResult>`;
const answers = {
  'a listing': listing,
  'a web page': '<html><body>Sign in</body></html>',
  'no bytes': '',
  'a namespace prefix': listing.replaceAll('<', '<s3:').replaceAll('<s3:/', '</s3:').replace('>', ' xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">'),
};
let body = '';
let headers = {};
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/xml', ...headers });
  response.end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new S3Client({
  region: 'us-east-1',
  endpoint: `http://127.0.0.1:${server.address().port}`,
  forcePathStyle: true,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
});
const told = async (call) => call().catch((error) => `${error.name}: ${error.message.slice(0, 60)}`);
console.log(`@aws-sdk/client-s3 ${JSON.parse(fs.readFileSync('node_modules/@aws-sdk/client-s3/package.json', 'utf8')).version}`);
let asStated = true;
for (const [name, text] of Object.entries(answers)) {
  body = text;
  const keys = await told(async () => ((await client.send(new ListObjectsV2Command({ Bucket: 'b' }))).Contents ?? []).length);
  console.log(`  listing, answered with ${name}: ${keys} keys`);
  asStated &&= keys === (name === 'a listing' ? 1 : 0);
}
body = `<ListBucketResult><IsTruncated>true</IsTruncated>${key(1)}${key(2)}</ListBucketResult>`;
const paged = await told(async () => {
  let count = 0;
  for await (const page of paginateListObjectsV2({ client }, { Bucket: 'b' })) count += page.Contents.length;
  return count;
});
console.log(`  paginator, truncated without a token: ${paged} keys, and no error`);
asStated &&= paged === 2;
body = 'x';
for (const [name, value] of [
  ['sha256', createHash('sha256').update(body).digest('base64')],
  ['sha512', createHash('sha512').update(body).digest('base64')],
  ['xxhash64', 'AAAAAAAAAAA='],
]) {
  headers = { [`x-amz-checksum-${name}`]: value, 'content-length': '1' };
  const got = await told(async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    return `${(await Body.transformToByteArray()).length} byte`;
  });
  console.log(`  GetObject, checksum of ${name}: ${got}`);
  asStated &&= name === 'sha256' ? got === '1 byte' : /not supported/.test(got);
}
server.close();
client.destroy();
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
EOF
AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true node show.mjs
