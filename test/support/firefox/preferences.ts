import type { Internet } from '../internet.ts';

/** What a new profile would otherwise fetch, ask or show. */
export const quietPrefs = {
  // The system has none where nobody sits: Firefox shows notifications itself.
  'alerts.useSystemBackend': false,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'devtools.jsonview.enabled': false,
  'dom.disable_beforeunload': true,
  'dom.security.https_first': false,
  'extensions.update.enabled': false,
  // An extension that is loaded for a test is taken out again when the browser begins anew; what it stored stays.
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'startup.homepage_welcome_url': 'about:blank',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** A microphone that nobody is asked about, and connections to loopback. */
export const microphonePrefs = {
  'dom.securecontext.allowlist': 'rooms.example', // http://rooms.example/clean, as in Chromium
  'media.autoplay.default': 0,
  'media.devices.insecure.enabled': true,
  'media.getusermedia.insecure.enabled': true,
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Only pages that have the microphone's permission get candidates for all addresses, loopback among them. To capture
  // would do as well, but not from the fake device; servers on loopback can be reached from loopback only.
  'permissions.default.microphone': 1,
};

/** Every connection, whatever its port, goes to the one port of the internet; addresses are set in `mapHosts` of inside.ts. */
export function networkPrefs(net: Internet) {
  return {
    'network.dns.disableIPv6': true,
    'network.dns.disablePrefetch': true,
    'network.proxy.type': 0,
    'network.socket.forcePort': `1-65535=${net.port}`,
    'network.trr.mode': 5,
  };
}
