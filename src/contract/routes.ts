/**
 * Every route of the one handler. All are relative to the document's origin; bodies are JSON but
 * for uploads; replies are `Reply<T>` JSON unless noted. `:id` is the case id.
 *
 * | Route | Body -> value |
 * | --- | --- |
 * | GET  /api/app | -> appInfo |
 * | POST /api/cases | createCase -> { id } (creates the folder and starts the import) |
 * | POST /api/cases/open | openCase -> { id } |
 * | POST /api/cases/sample | {} -> { id } (creates or opens the sample case) |
 * | POST /api/cases/forget | forgetCase -> {} (recent list only; the folder stays) |
 * | POST /api/uploads?name=RELATIVE-PATH&batch=ID | octet-stream -> uploadReply |
 * | POST /api/shell/pick | { kind: 'folder' or 'files' or 'case' } -> chosenPaths (Electron; else not-supported) |
 * | POST /api/shell/reveal | { case: id, file? } -> {} (the case folder, or a file that was exported) |
 * | GET  /api/cases/:id | -> caseStatus |
 * | POST /api/cases/:id/evidence | addEvidence -> {} |
 * | POST /api/cases/:id/close | {} -> {} |
 * | GET  /api/cases/:id/stream | -> NDJSON of pushed events, the only unbounded response |
 * | POST /api/cases/:id/index/start | startIndexing -> startIndexingReply |
 * | POST /api/cases/:id/index/next | nextSegment -> 200 octet-stream of one segment with header x-segment-id; 204 nothing left now |
 * | POST /api/cases/:id/index/cancel | {} -> {} |
 * | POST /api/cases/:id/index/resume | {} -> {} |
 * | POST /api/cases/:id/index/done | indexed -> {} |
 * | GET  /api/cases/:id/sources?from=N&count=N&rejected=1 | -> { total, sources: source[] } |
 * | GET  /api/cases/:id/sources/:no | -> source |
 * | GET  /api/cases/:id/records/:source/:record/:offset/:length | -> octet-stream: the record's bytes exactly as delivered |
 * | POST /api/cases/:id/content-hashes | contentHashes -> contentHashesReply |
 * | POST /api/cases/:id/search | searchEvidence -> NDJSON of searchMessage |
 * | POST /api/cases/:id/field-values | fieldValues -> fieldValuesReply |
 * | POST /api/cases/:id/exports | octet-stream: u32 length of the wish, exportWish, packed rows -> NDJSON of exportMessage |
 */
export const API = '/api';
/** Carries the launch secret of the browser host. */
export const SECRET_HEADER = 'x-trailbench-secret';
export const SEGMENT_ID_HEADER = 'x-segment-id';
