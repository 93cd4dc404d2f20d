/** Put into each document by the browser host before any script runs; absent under Electron. */
declare var trailbenchSecret: string | undefined;

/** What Electron's preload adds; absent in an installed browser. */
declare var trailbench: { pathForFile(file: File): string } | undefined;
