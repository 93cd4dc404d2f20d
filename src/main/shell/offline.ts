/**
 * WebRTC may send UDP only through a proxy that carries it, which none here does: without this, a page that names a
 * STUN server sends packets past the proxy and past the policy of the document, which knows nothing of WebRTC.
 */
export const WEBRTC_POLICY = 'disable_non_proxied_udp';

/** What Chromium sends or asks for on its own account, by the names of its features. */
export const OFFLINE_FEATURES: readonly string[] = [
  // Announces names for local addresses over multicast DNS. The policy above leaves no address to be hidden.
  'WebRtcHideLocalIpsWithMdns',
  // Looks for screens to cast to, over multicast DNS and SSDP.
  'MediaRouter',
  'CastMediaRouteProvider',
  'DialMediaRouteProvider',
  // Fetches pages and opens connections before anybody asks for them.
  'Prerender2',
  'Prerender2FallbackPrefetchSpecRules',
  'PrefetchProxy',
  'PreconnectToSearch',
];
