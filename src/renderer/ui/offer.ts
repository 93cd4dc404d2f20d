/** A file to add, with its path below what was dropped or picked, parts joined by "/". */
export interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** What a person pointed at: paths where the host can know them, else the files themselves. */
export interface Offer {
  readonly paths: readonly string[];
  readonly files: readonly NamedFile[];
}

/** Files of an `<input type="file">`, named by their path below the chosen folder. */
export function chosenFiles(files: FileList): Offer {
  return {
    paths: [],
    files: Array.from(files, (file) => ({ name: file.webkitRelativePath || file.name, file })),
  };
}

/**
 * What was dropped. Under Electron its paths; in a browser the files of each folder, walked to the
 * end. Must be called within the drop event, since its data is gone after it.
 */
export async function droppedOffer(transfer: DataTransfer): Promise<Offer> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  const host = window.trailbench;
  if (host !== undefined) {
    const dropped = items.map((item) => item.getAsFile()).filter((file) => file !== null);
    return { paths: dropped.map((file) => host.pathForFile(file)).filter((path) => path !== ''), files: [] };
  }
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: NamedFile[] = [];
  for (const entry of entries) await walk(entry, files);
  return { paths: [], files };
}

async function walk(entry: FileSystemEntry, files: NamedFile[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    files.push({ name: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader gives its entries in portions, and an empty one at the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (portion.length === 0) return;
    for (const inner of portion) await walk(inner, files);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** The paths of a text with one a line. Quotes around a path, as file managers copy it, are dropped. */
export function typedPaths(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .map((line) => /^"(.+)"$/.exec(line)?.[1] ?? /^'(.+)'$/.exec(line)?.[1] ?? line)
    .filter((line) => line !== '');
}
