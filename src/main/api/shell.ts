/** What a picker is asked for. */
export type PickKind = 'folder' | 'files' | 'case';

/** The port to the window's surroundings: Electron and the browser host each implement it. */
export interface Shell {
  readonly host: 'electron' | 'browser';
  /** Native pickers exist; where not, `pick` fails with 'not-supported'. */
  readonly picker: boolean;
  /** The window runs without Chromium's sandbox, because the user is root. */
  readonly unsandboxed: boolean;
  /** Absolute paths the user chose; empty where the dialog was dismissed. */
  pick(kind: PickKind): Promise<readonly string[]>;
  /** Shows a file or folder in the system's file manager. Fails with 'not-supported' where there is none. */
  reveal(path: string): Promise<void>;
}
