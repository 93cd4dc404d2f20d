import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With values in place of its parameters. */
  readonly path: string;
  readonly contentType: string | null;
}

const ID = '0b5f2d5e-1111-4222-8333-444455556666';
const EXAMPLES: Readonly<Record<string, string>> = {
  ':id': ID,
  ':no': '0',
  ':source': '0',
  ':record': '0',
  ':offset': '0',
  ':length': '2',
};

/** Every route of the table in src/contract/routes.ts, so that a new one is covered the day it is written down. */
export function allRoutes(): Route[] {
  const table = readFileSync(path.join(import.meta.dirname, '../../src/contract/routes.ts'), 'utf8');
  const rows = [...table.matchAll(/^ \* \| (GET|POST) +(\/api\/[^ ?]*)/gm)];
  return rows.map(([, method, template = '']) => {
    const filled = template.replace(/:[a-z]+/g, (name) => {
      const example = EXAMPLES[name];
      if (example === undefined) throw new Error(`No example for ${name} of ${template}`);
      return example;
    });
    if (method !== 'POST') return { method: 'GET', path: filled, contentType: null };
    const upload = filled === '/api/uploads';
    return {
      method,
      path: upload ? `${filled}?name=a.json&batch=b` : filled,
      contentType:
        upload || /(?:[/-]exports|annotations)$/.test(filled) ? 'application/octet-stream' : 'application/json',
    };
  });
}
