/** Questions that can be asked of the compiled catalogue about a host. Plain values in, plain values out. */
import type { Catalogue, DomainFact } from './catalogue.ts';

/** What the catalogue says about a host: the entry that decides, and the role and voice that hold for this very host. */
interface HostFact {
  /** The domain or host under which the entry stands. */
  domain: string;
  fact: DomainFact;
  role: string;
  voice: boolean;
}

/**
 * The entry for a host (lower case, no port, no trailing dot), by the longest suffix of its labels; null where the
 * catalogue knows none.
 */
export function findHost(catalogue: Catalogue, host: string): HostFact | null {
  for (let start = 0; start !== -1; ) {
    const domain = host.slice(start);
    if (Object.hasOwn(catalogue.domains, domain)) {
      const fact = catalogue.domains[domain];
      if (!fact) return null;
      const rule = fact.hosts?.find(({ prefix }) => start > 0 && host.slice(0, start - 1).startsWith(prefix));
      const { role, voice } = rule ?? fact;
      return { domain, fact, role, voice: voice === true };
    }
    const dot = host.indexOf('.', start);
    start = dot === -1 ? -1 : dot + 1;
  }
  return null;
}

/** Domains of the providers whose mere contact makes a visit a voice visit; sub-domains are included. */
export function providerDomains(catalogue: Catalogue): string[] {
  return voiceDomains(catalogue, 'rtc-provider');
}

/** Hosts and domains of audio chats on which being there means talking; sub-domains are included. */
export function audioChatHosts(catalogue: Catalogue): string[] {
  return voiceDomains(catalogue, 'audio-chat');
}

/** The shortest domains that cover every host of such services that has a voice, in order. */
function voiceDomains(catalogue: Catalogue, kind: 'rtc-provider' | 'audio-chat'): string[] {
  const speaking = Object.entries(catalogue.domains)
    .filter(([, fact]) => catalogue.services[fact.service]?.kind === kind)
    .filter(([, fact]) => fact.voice || fact.hosts?.some((rule) => rule.voice))
    // These speak STUN or TURN only, which no request filter sees; the probe tells of them.
    .filter(([, fact]) => fact.role !== 'STUN' && fact.role !== 'TURN')
    .map(([domain]) => domain);
  const all = new Set(speaking);
  const covered = (domain: string) => {
    for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
      if (all.has(domain.slice(dot + 1))) return true;
    }
    return false;
  };
  return speaking.filter((domain) => !covered(domain)).sort();
}
