import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../../../core/event/extract-facets';
import { fieldsOf } from '../../../core/event/fields';
import type { JsonObject } from '../../../core/event/json';
import { negation, term as termNode } from '../../../core/query/language/ast';
import { matchesRecord } from '../../../core/query/language/evaluate';
import { printFilter } from '../../../core/query/language/print';
import { fieldTerm } from './field-term';
import { neighboursOf } from './neighbours';

const TEXT = `{
  "eventVersion": "1.08", "eventTime": "2026-03-12T01:42:11Z", "eventName": "GetObject", "awsRegion": "eu-west-1",
  "eventSource": "s3.amazonaws.com", "userAgent": "[Boto/2.49.0]", "readOnly": true, "sourceIPAddress": "203.0.113.77",
  "errorCode": "(none)", "errorMessage": "",
  "userIdentity": { "type": "AssumedRole", "userName": "", "accountId": "111122223333",
    "arn": "arn:aws:sts::111122223333:assumed-role/A/b", "principalId": "AROA1:b", "accessKeyId": "ASIA1" },
  "requestParameters": { "bucketName": "b", "list": [1, 2.50, "x*y"], "odd": { "a.b": "c:d \\"e\\"" }, "none": {}, "no": [] },
  "responseElements": null,
  "resources": [{ "ARN": "arn:aws:s3:::b/k", "accountId": "111122223333" }, { "ARN": "arn:aws:s3:::b" }],
  "additionalEventData": { "bytesTransferredOut": 4218663, "ratio": 1e3, "SignatureVersion": "SigV2" }
}`;
const record = JSON.parse(TEXT) as JsonObject;
const values = newEventValues();
extractEvent(record, values);
const holds = (filter: Parameters<typeof matchesRecord>[0]): boolean => matchesRecord(filter, record, TEXT, values);

describe('the condition of a field', () => {
  it('holds for the record that it was taken from, and its exclusion does not', () => {
    const fields = fieldsOf(TEXT);
    const without: string[] = [];
    for (const field of fields) {
      const made = fieldTerm(field);
      if (made === undefined) {
        without.push(field.path);
        continue;
      }
      const node = termNode(made.field, [made.value]);
      expect(holds(node), `${field.path} as ${printFilter(node)}`).toBe(true);
      expect(holds(negation(node)), field.path).toBe(false);
    }
    // An empty list has no value that a filter could speak of.
    expect(without).toEqual(['requestParameters.no']);
  });
});

describe('neighbours', () => {
  it('all take in the event itself', () => {
    const all = neighboursOf(record);
    expect(all.map(({ label }) => label)).toEqual([
      '1 minute before and after',
      '5 minutes before and after',
      '15 minutes before and after',
      '60 minutes before and after',
      'Same actor',
      'Same access key',
      'Same source IP',
    ]);
    for (const { filter, label } of all) expect(holds(filter), label).toBe(true);
  });

  it('are not offered for what the event does not say', () => {
    expect(neighboursOf({ eventName: 'x', eventTime: 'soon' }).map(({ label }) => label)).toEqual([]);
  });
});
