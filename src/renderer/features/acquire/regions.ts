/**
 * Regions that every account has without opting in, then the others, of the standard partition ("AWS Regions", AWS
 * account management guide). One that is missing here can be typed.
 */
export const REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
];

const SHAPE = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** Regions of a text, parted by commas or spaces; `fault` names the first that is none. */
export function typedRegions(text: string): { readonly regions: readonly string[]; readonly fault?: string } {
  const regions = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = regions.find((region) => !SHAPE.test(region));
  return wrong === undefined ? { regions } : { regions, fault: `"${wrong}" is no region such as eu-west-1` };
}
