import { TrailbenchError } from '../../contract/errors';
import type { ExportCustody } from '../../core/report/export-manifest';
import type { Written } from './export-output';
import type { FileOutput } from './file-output';
import { asReplaced } from './former-file';
import type { FormerFile, ReplacedFile } from './former-file';

/** What an export is entered with in the custody ledger. */
export interface ExportEntry extends Written {
  /** Absolute path. */
  readonly file: string;
  readonly rows: number;
  /** The file that stood there before. */
  readonly replaced?: ReplacedFile;
}

/** A file that stands with its manifest beside it. */
export interface Concluded {
  /** Absolute paths. */
  readonly file: string;
  readonly manifest: string;
  /** What stood in the places of file and manifest before. */
  readonly replaced: readonly FormerFile[];
}

/** The manifest as far as it is known, with custody once that is. */
export type ManifestText = (custody: ExportCustody | null, former: { readonly replaced?: ReplacedFile }) => string;

/** The export stands and is entered in the ledger, but its manifest could not be written. */
export class ManifestFailure extends Error {
  constructor(readonly failure: TrailbenchError) {
    super(failure.message);
  }
}

/**
 * Ends an export to a file that is finished: its manifest is drafted, the export entered in the ledger, and the manifest
 * put beside it.
 * @throws ManifestFailure once the export is entered
 */
export async function conclude(
  output: FileOutput,
  done: Written & { readonly rows: number },
  textWith: ManifestText,
  custody: ((entry: ExportEntry) => Promise<ExportCustody>) | undefined,
): Promise<Concluded> {
  const { replaced, place } = output;
  const former = replaced.file === undefined ? {} : { replaced: asReplaced(replaced.file) };
  await output.draft(textWith(null, former));
  const entered = await custody?.({ ...done, file: place.file, ...former });
  try {
    await output.conclude(textWith(entered ?? null, former));
  } catch (cause) {
    if (!(cause instanceof TrailbenchError)) throw cause;
    const told = `${place.file} was exported, but not the manifest that belongs to it. ${cause.message}`;
    throw new ManifestFailure(new TrailbenchError(cause.code, told, { cause, details: place.manifest }));
  }
  return { ...place, replaced: [replaced.file, replaced.manifest].filter((each) => each !== undefined) };
}
