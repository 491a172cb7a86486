/** Functions that run with the browser's own privileges: they see their argument and nothing else from here. */

/** What of Firefox's inside is used here. netwerk/dns/nsINativeDNSResolverOverride.idl and toolkit/components/extensions. */
interface DnsOverride {
  addIPOverride(host: string, address: string): void;
}
interface Extension {
  backgroundState: string;
  terminateBackground(options: { ignoreDevToolsAttached: boolean; disableResetIdleForTest: boolean }): Promise<void>;
}
interface HttpChannel {
  QueryInterface(type: unknown): { URI: { host: string } };
}
declare const Cc: Record<string, { getService(type: unknown): DnsOverride }>;
declare const Ci: Record<string, unknown>;
declare const Services: {
  wm: { getEnumerator(type: string): Iterable<Window> };
  obs: { addObserver(observer: (subject: HttpChannel) => void, topic: string): void };
  prefs: { setBoolPref(name: string, value: boolean): void; setIntPref(name: string, value: number): void };
};
declare const WebExtensionPolicy: { getByID(id: string): { extension: Extension } | null };

/** Overrides take no wildcards, so hosts below one get their address when first asked for anything. */
export function mapHosts(addresses: { pattern: string; address: string }[]): void {
  const override = Cc['@mozilla.org/network/native-dns-override;1']?.getService(Ci.nsINativeDNSResolverOverride);
  if (!override) throw new Error('This Firefox has no nsINativeDNSResolverOverride.');
  const map = (channel: HttpChannel) => {
    const { host } = channel.QueryInterface(Ci.nsIChannel).URI;
    const site = addresses.find(
      ({ pattern }) => host === pattern || (pattern[0] === '*' && host.endsWith(pattern.slice(1))),
    );
    override.addIPOverride(host, site?.address ?? '127.0.0.1');
  };
  Services.obs.addObserver(map, 'http-on-opening-request');
  // A STUN or TURN server is not announced at all.
  for (const { pattern, address } of addresses) if (pattern[0] !== '*') override.addIPOverride(pattern, address);
  // The target of a redirect is not announced by the first.
  Services.obs.addObserver(map, 'http-on-modify-request');
}

export function setPreferences(preferences: Record<string, number>): void {
  for (const [name, value] of Object.entries(preferences)) Services.prefs.setIntPref(name, value);
}

export async function endEventPage(addonId: string): Promise<void> {
  const extension = WebExtensionPolicy.getByID(addonId)?.extension;
  if (!extension) throw new Error(`${addonId} is not installed.`);
  await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
  if (extension.backgroundState !== 'stopped') throw new Error(`The event page is ${extension.backgroundState}.`);
}

/** Adds an authority for servers, as an administrator may. */
export function trust(certificate: string): void {
  interface Database {
    addCertFromBase64(certificate: string, trust: string): void;
  }
  const { Cc, Ci } = globalThis as unknown as {
    Cc: Record<string, { getService(what: unknown): Database }>;
    Ci: Record<string, unknown>;
  };
  Cc['@mozilla.org/security/x509certdb;1']?.getService(Ci['nsIX509CertDB']).addCertFromBase64(certificate, 'C,,');
}

/** Firefox's own store of what extensions are granted: toolkit/components/extensions/ExtensionPermissions.sys.mjs. */
interface ExtensionPermissions {
  add(id: string, granted: Granted, extension?: Extension): Promise<void>;
  remove(id: string, granted: Granted, extension?: Extension): Promise<void>;
}
interface Granted {
  permissions: string[];
  origins: string[];
}
declare const ChromeUtils: { importESModule(url: string): { ExtensionPermissions: ExtensionPermissions } };

/** What the switch for private windows in the add-on's settings does. */
export async function allowPrivateWindows(addonId: string): Promise<void> {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  await ExtensionPermissions.add(addonId, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
}

/** What the switch for access to all sites there does. */
export async function switchAccess({ addonId, allowed }: { addonId: string; allowed: boolean }): Promise<void> {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  const extension = WebExtensionPolicy.getByID(addonId)?.extension;
  const access = { permissions: [], origins: ['<all_urls>'] };
  if (allowed) await ExtensionPermissions.add(addonId, access, extension);
  else await ExtensionPermissions.remove(addonId, access, extension);
}

/** Firefox's own notification is a window: toolkit/components/alerts. */
export function clickAlert(): void {
  const alert = [...Services.wm.getEnumerator('alert:alert')][0]?.document.getElementById('alertBox');
  if (!alert) throw new Error('No notification is on the screen.');
  alert.click();
}

export function answerPermissionPrompts(): void {
  Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false);
}
