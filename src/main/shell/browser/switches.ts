import { OFFLINE_FEATURES, WEBRTC_POLICY } from '../offline';

/** A page that redraws lists lets its nursery grow to three times 16 MiB; a smaller one costs nothing to be felt. */
const JS_FLAGS = '--js-flags=--max-semi-space-size=4';
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-crash-restore-bubble',
  JS_FLAGS,
];

/**
 * What playwright-core switches off when it starts a browser. Chromium honours the last `--disable-features` alone,
 * and ours comes after the driver's, so it has to repeat them; test/contract/window-network.test.ts compares the two.
 */
const DRIVER_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/**
 * The switches that bind the window to the proxy on this port of 127.0.0.1, and keep it quiet. What a page may still
 * ask for, such as a connection ahead of its use, is asked of the proxy, which refuses it. `--host-resolver-rules`
 * would be one bar more, but Chromium shows a warning in each window that has it.
 */
export function browserSwitches(port: number): string[] {
  const features = new Set([...DRIVER_FEATURES, ...OFFLINE_FEATURES]);
  return [
    `--proxy-server=http://127.0.0.1:${port}`,
    '--proxy-bypass-list=<-loopback>',
    '--disable-quic',
    `--webrtc-ip-handling-policy=${WEBRTC_POLICY}`,
    `--disable-features=${[...features].join(',')}`,
    ...QUIET,
  ];
}
