import type { Connection, IceServer } from '../../extension/model/media.ts';

/** RFC 7064, RFC 7065: in ASCII, to which Chromium brings what a page asks for. */
const serverUrl =
  /^(stuns?|turns?):(?:\[([\da-f:.]{2,45})\]|((?:(?![:?[\]/])[!-~]){1,253}))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i;

export function serverOf(url: string, username: string | null): { server: IceServer; username: string | null } | null {
  const [, scheme, v6, name, port, transport] = serverUrl.exec(url.trim()) ?? [];
  const host = (v6 ?? name)?.toLowerCase().replace(/\.$/, '');
  if (scheme === undefined || host === undefined) return null;
  const turn = /^turn/i.test(scheme);
  const named = turn && username !== null && username !== '';
  const server: IceServer = {
    scheme: scheme.toLowerCase() as IceServer['scheme'],
    host,
    port: port === undefined ? null : Number(port),
    transport: transport === undefined ? null : (transport.toLowerCase() as 'udp' | 'tcp'),
    named,
  };
  return { server, username: named ? username : null };
}

export function urlOf({ scheme, host, port, transport }: IceServer): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}:${name}${port === null ? '' : `:${port}`}${transport === null ? '' : `?transport=${transport}`}`;
}

/** The TURN server that an own relay candidate is from; null where the browser does not say and there are several. */
export function relayHost({ iceServers }: Connection, server: string | null): string | null {
  const hosts = [...new Set(iceServers.flatMap(({ scheme, host }) => (scheme.startsWith('turn') ? [host] : [])))];
  const named = server === null ? null : (serverOf(server, null)?.server.host ?? null);
  if (named !== null && hosts.includes(named)) return named;
  return hosts.length === 1 ? (hosts[0] ?? null) : null;
}
