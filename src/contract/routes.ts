/**
 * Every route of the one handler. All are relative to the document's origin; bodies are JSON but
 * for uploads; replies are `Reply<T>` JSON unless noted. `:id` is the case id.
 *
 * | Route | Body -> value |
 * | --- | --- |
 * | GET  /api/app | -> appInfo |
 * | GET  /api/author | -> author |
 * | POST /api/author | setAuthor -> author |
 * | GET  /api/zone-rules | -> zoneRulesReply (the rules of time zones that main goes by, for the window to go by) |
 * | POST /api/cases | createCase -> { id } (creates the folder and starts the import) |
 * | POST /api/cases/open | openCase -> { id } |
 * | POST /api/cases/sample | {} -> { id } (creates or opens the sample case) |
 * | POST /api/cases/forget | forgetCase -> {} (recent list only; folder and index stay) |
 * | POST /api/uploads?name=RELATIVE-PATH&batch=ID | octet-stream -> uploadReply |
 * | POST /api/shell/pick | { kind: 'folder' or 'files' or 'case' } -> chosenPaths (Electron; else not-supported) |
 * | POST /api/shell/reveal | { case: id, file? } -> {} (the case folder, or a file that was exported) |
 * | GET  /api/cases/:id | -> caseStatus |
 * | POST /api/cases/:id/evidence | addEvidence -> {} |
 * | POST /api/cases/:id/imports/:no | decideImport -> {} (an import of files that was cut off) |
 * | GET  /api/cases/:id/annotations | -> NDJSON of saidLine: everything that analysts said, in order |
 * | POST /api/cases/:id/annotations | octet-stream: u32 length of the wish, sayWish, keys of its events -> sayReply, once it is on the disk |
 * | POST /api/cases/:id/close | {} -> {} |
 * | GET  /api/cases/:id/stream | -> NDJSON of pushed events, the only unbounded response |
 * | POST /api/cases/:id/index/start | startIndexing -> startIndexingReply |
 * | POST /api/cases/:id/index/next | nextSegment -> 200 octet-stream of one segment with headers x-segment-id and x-segment-binding; 204 nothing left now |
 * | POST /api/cases/:id/index/cancel | {} -> {} |
 * | POST /api/cases/:id/index/resume | {} -> {} |
 * | POST /api/cases/:id/index/done | indexed -> {} |
 * | GET  /api/cases/:id/sources?from=N&count=N&rejected=1 | -> { total, sources: source[] } |
 * | GET  /api/cases/:id/sources/:no | -> source |
 * | GET  /api/cases/:id/records/:source/:record/:offset/:length | -> octet-stream: the record's bytes exactly as delivered |
 * | POST /api/cases/:id/content-hashes | contentHashes -> contentHashesReply |
 * | POST /api/cases/:id/search | searchEvidence -> NDJSON of searchMessage |
 * | POST /api/cases/:id/field-values | fieldValues -> fieldValuesReply |
 * | GET  /api/acquire/profiles | -> profilesReply |
 * | POST /api/acquire/connect | connectRequest -> connection (`mfa-required` with the device in details: ask, and send again with the code) |
 * | POST /api/acquire/disconnect | disconnectRequest -> {} |
 * | POST /api/acquire/discover | discoverRequest -> NDJSON of discoverMessage |
 * | POST /api/acquire/measure | measureRequest -> NDJSON of measureMessage |
 * | GET  /api/cases/:id/acquisitions | -> acquisitionsReply |
 * | POST /api/cases/:id/acquisitions | startAcquisition -> startAcquisitionReply |
 * | POST /api/cases/:id/acquisitions/:no/control | controlAcquisition -> controlReply |
 * | GET  /api/cases/:id/acquisitions/:no/failures?from=N&count=N | -> failuresReply |
 * | POST /api/cases/:id/exports | octet-stream: u32 length of the wish, exportWish, packed rows -> NDJSON of exportMessage |
 * | POST /api/cases/:id/group-exports | octet-stream: u32 length of the wish, groupExportWish, packed groups -> NDJSON of exportMessage |
 * | GET  /api/cases/:id/integrity | -> integritySummary (checks what is not checked yet) |
 * | GET  /api/cases/:id/integrity/chains | -> digestChains |
 * | GET  /api/cases/:id/integrity/chains/:no?from=N&count=N | -> chainEntries |
 * | GET  /api/cases/:id/integrity/findings?from=N&count=N&verdict=V&group=NO | -> integrityFindings |
 * | GET  /api/cases/:id/integrity/finding-groups?from=N&count=N&verdict=V&text=T | -> findingGroups (those in whose words, account or region the text is) |
 * | GET  /api/cases/:id/integrity/sources/:no | -> sourceProof |
 * | GET  /api/cases/:id/integrity/verdicts | -> octet-stream: for each source number from 0 a byte, its place in VERDICT_CODES |
 * | POST /api/cases/:id/integrity/coverage | coverageWish -> coverageGrid |
 * | POST /api/cases/:id/integrity/covered | coveredWish -> coveredHours |
 * | POST /api/cases/:id/integrity/keys | addKeys -> addedKeys |
 * | POST /api/cases/:id/integrity/verify | verifyWish -> NDJSON of verifyMessage |
 * | GET  /api/cases/:id/custody?from=N&count=N | -> custodyPage |
 */
export const API = '/api';
/** Carries the launch secret of the browser host. */
export const SECRET_HEADER = 'x-trailbench-secret';
export const SEGMENT_ID_HEADER = 'x-segment-id';
/** Hex: binds the segment to the evidence it was made from. The window shows it at its next start. */
export const SEGMENT_BINDING_HEADER = 'x-segment-binding';
