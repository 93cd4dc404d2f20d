import { app } from 'electron';
import { OFFLINE_FEATURES } from '../offline';

/** Every name and address leads to one that does not exist; Chromium has a notation for it. */
const NOWHERE = 'MAP * ~NOTFOUND';

/**
 * Leaves the windows no way to a network: no request of theirs needs one, since the program's scheme is answered in
 * this process. Cancelling requests is not enough: hints such as dns-prefetch and preconnect, and a TURN server over
 * TCP, never come to where requests are cancelled. Node's own connections, such as to S3, are not Chromium's and go on.
 * Has to run before the app is ready.
 */
export function closeNetwork(): void {
  const { commandLine } = app;
  commandLine.appendSwitch('host-resolver-rules', NOWHERE);
  commandLine.appendSwitch('disable-quic');
  commandLine.appendSwitch('disable-background-networking');
  // Chromium honours one list: what was given on the command line has to stay in it.
  const given = commandLine.getSwitchValue('disable-features').split(',');
  const features = [...given.filter((each) => each !== ''), ...OFFLINE_FEATURES];
  commandLine.appendSwitch('disable-features', [...new Set(features)].join(','));
}
