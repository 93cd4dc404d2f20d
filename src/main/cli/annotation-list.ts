import { resolve } from 'node:path';
import { eventsSaid } from '../annotations/events-said';
import { isCaseFolder } from '../cases/case-file';
import { OpenCase } from '../open-case/open-case';
import { manifestNames, SourceNames } from '../reports/source-names';
import { parseAnnotationListArguments } from './annotation-list-arguments';
import { annotationRows } from './annotation-rows';
import { annotationsJson } from './annotation-json';
import { CASE_DAMAGED, problemLines } from './case-problems';
import { UsageError } from './cli-error';
import { loadOpenCase } from './load-index';
import { chooseZoneRules, type QueryAnswer, type QueryOptions } from './query';

/**
 * `annotations`: everything that analysts said of a case. Writes nothing.
 * @throws UsageError, TrailbenchError
 */
export async function annotationList(argv: readonly string[], options: QueryOptions): Promise<QueryAnswer> {
  const { folder: given, format } = parseAnnotationListArguments(argv);
  await chooseZoneRules(undefined, options);
  const folder = resolve(options.cwd, given);
  if (!(await isCaseFolder(folder))) throw new UsageError(`${given} is no case: only cases have annotations.`);
  const openCase = await OpenCase.open(folder, { tool: options.tool, readOnly: true });
  try {
    for (const line of problemLines(openCase.problems)) options.onMessage(line);
    const { engine, annotations, messages, problems } = await loadOpenCase(openCase, options);
    for (const message of messages) options.onMessage(message);
    const names = new SourceNames(manifestNames(openCase.manifest));
    const events = await eventsSaid(engine, annotations, async (source) => (await names.of(source)).uri);
    const { id, name, path } = openCase;
    const list = { case: { id, name, path }, annotations, events };
    const text = format === 'csv' ? annotationRows(list) : annotationsJson(list);
    return { text, exit: problems.length === 0 ? 0 : CASE_DAMAGED };
  } finally {
    await openCase.close();
  }
}
