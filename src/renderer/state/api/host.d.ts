/** What a host puts into the window before any script runs. */
interface Window {
  /** The browser host's launch secret; absent under Electron. */
  readonly trailbenchSecret?: string;
  /** Electron's preload; absent in an installed browser. */
  readonly trailbench?: { pathForFile(file: File): string };
}
