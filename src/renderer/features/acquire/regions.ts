const SHAPE = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** Regions of a text, parted by commas or spaces; `fault` names the first that is none. */
export function typedRegions(text: string): { readonly regions: readonly string[]; readonly fault?: string } {
  const regions = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = regions.find((region) => !SHAPE.test(region));
  return wrong === undefined ? { regions } : { regions, fault: `"${wrong}" is no region such as eu-west-1` };
}
