const STUB = new URL('./electron.mjs', import.meta.url).href;

/** Lets the built program find the stub where it imports `electron`. */
export function resolve(specifier, context, next) {
  return specifier === 'electron' ? { url: STUB, shortCircuit: true } : next(specifier, context);
}
