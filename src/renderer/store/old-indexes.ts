import Dexie from 'dexie';

/** Earlier versions named an index by the case's id, a UUID; the names of today have no dashes. */
const OLD = /^trailbench-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Deletes what earlier versions left: nothing opens those indexes any more, and every case builds its own anew. */
export async function deleteOldIndexes(): Promise<void> {
  try {
    for (const name of await Dexie.getDatabaseNames()) if (OLD.test(name)) await Dexie.delete(name);
  } catch (cause) {
    // They only take room: the next start tries again.
    if (!(cause instanceof Error)) throw cause;
  }
}
