export declare const EVENTS: number;
export declare const DUPLICATES: number;

export interface SampleFile {
  /** With slashes, relative to the sample's folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The sample case as files, and the answers to it. */
export declare function generateSample(): { readonly files: SampleFile[]; readonly expected: object };
