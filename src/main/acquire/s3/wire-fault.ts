import { connect } from 'node:tls';

/** Why no conversation came about, in words. */
export interface WireFault {
  readonly kind: 'tls' | 'certificate';
  readonly said: string;
}

/** Of OpenSSL, where the other side answers a greeting in TLS with something else. */
const NO_TLS =
  /wrong version number|packet length too long|http request|unknown protocol|bad record type|record layer failure/i;
const CERTIFICATE = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** First byte of a record of TLS: an alert, and a part of a handshake. */
const TLS_RECORDS = [0x15, 0x16];

export const SPEAKS_TLS = 'The port speaks TLS, and was asked in plain HTTP: write the endpoint with https://.';
const SPEAKS_PLAIN =
  'The port does not speak TLS, and was asked with https://: write the endpoint with http://, or give the port that speaks TLS.';

/** Undefined where it is another kind of failure. */
export function wireFault(cause: unknown): WireFault | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, rawPacket } = cause as { readonly code?: unknown; readonly rawPacket?: unknown };
  if (typeof code !== 'string') return undefined;
  if ((code === 'EPROTO' || code.startsWith('ERR_SSL_')) && NO_TLS.test(cause.message)) {
    return { kind: 'tls', said: SPEAKS_PLAIN };
  }
  if (CERTIFICATE.has(code)) {
    return { kind: 'certificate', said: `The certificate of the server is not trusted (${cause.message}).` };
  }
  if (!code.startsWith('HPE_')) return undefined;
  const first = rawPacket instanceof Uint8Array ? rawPacket[0] : undefined;
  if (first !== undefined && TLS_RECORDS.includes(first)) return { kind: 'tls', said: SPEAKS_TLS };
  return {
    kind: 'tls',
    said: 'What answers at this port speaks neither HTTP nor TLS: check the port of the endpoint.',
  };
}

const PROBE_MS = 3_000;

/**
 * True where a greeting in TLS is answered in TLS. Nothing is sent beyond it: whose certificate it is does not matter.
 * A server that speaks TLS mostly hangs up on plain HTTP without a word, so that only this tells the reason.
 */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: PROBE_MS });
    const end = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('close', () => end(false));
    // An alert is TLS, too: say because it asks for another version.
    socket.on('error', (error: NodeJS.ErrnoException) => end(/alert/i.test(error.message)));
  });
}
