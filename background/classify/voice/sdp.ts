import type { Description } from '../../../extension/model/media.ts';
import { agentOf } from './agents.ts';

/** Sections, streams and lines of one description that are looked at. */
const maxLines = 20_000;
const maxStreams = 500;

/** What a session description says of the end that wrote it (RFC 8866, RFC 9429). Never throws: what is no SDP says nothing. */
export function describe(type: Description['type'], sdp: string): Description {
  const audio = { sections: 0, sending: 0, receiving: 0 };
  const streams = new Set<string>();
  const sources = new Set<string>();
  let iceLite = false;
  let setup: Description['setup'] = null;
  let fingerprint = false;
  /** Kind of the section that a line stands in; null before the first. */
  let section: { audio: boolean; direction: string; refused: boolean } | null = null;
  let sessionDirection = 'sendrecv';

  const close = () => {
    if (!section?.audio || section.refused) return;
    audio.sections++;
    if (section.direction.startsWith('send')) audio.sending++;
    if (section.direction.endsWith('recv') || section.direction === 'recvonly') audio.receiving++;
  };
  for (const line of sdp.split(/\r?\n/, maxLines)) {
    if (line.startsWith('m=')) {
      close();
      const [kind, port] = line.slice(2).split(' ', 2);
      section = { audio: kind === 'audio', direction: sessionDirection, refused: port === '0' };
    } else if (line === 'a=bundle-only' && section) {
      // Port 0 with this line is no refusal (RFC 9143, section 6).
      section.refused = false;
    } else if (line === 'a=ice-lite') iceLite = true;
    else if (line.startsWith('a=fingerprint:')) fingerprint = true;
    else if (line.startsWith('a=setup:')) setup ??= setupOf(line.slice(8));
    else if (/^a=(?:sendrecv|sendonly|recvonly|inactive)$/.test(line)) {
      if (section) section.direction = line.slice(2);
      else sessionDirection = line.slice(2);
    } else if (section?.audio && section.direction !== 'recvonly' && section.direction !== 'inactive') {
      const stream = /^a=msid:(\S+)/.exec(line)?.[1] ?? /^a=ssrc:\d+ msid:(\S+)/.exec(line)?.[1];
      if (stream !== undefined && stream !== '-' && streams.size < maxStreams) streams.add(stream);
      const source = /^a=ssrc:(\d+)/.exec(line)?.[1];
      if (source !== undefined && sources.size < maxStreams) sources.add(source);
    }
  }
  close();
  return {
    type,
    iceLite,
    setup,
    audio,
    audioStreams: streams.size || sources.size,
    named: streams.size > 0,
    fingerprint,
    agent: agentOf(sdp),
  };
}

function setupOf(value: string): Description['setup'] {
  return value === 'actpass' || value === 'active' || value === 'passive' ? value : null;
}

/** The ICE user fragments of a description, each once: they stand in clear in every connectivity check (RFC 8445, 7.2.2). */
export function fragmentsOf(sdp: string): string[] {
  return [...new Set([...sdp.matchAll(/^a=ice-ufrag:(\S{1,256})/gm)].map(([, fragment]) => fragment ?? ''))];
}

/** A description without them. */
export function withoutFragments(sdp: string): string {
  return sdp.replace(/^a=ice-ufrag:.*$/gm, '');
}

/** One ICE candidate (RFC 8839 section 5.1); null where the text is none. */
export interface Candidate {
  type: 'host' | 'srflx' | 'prflx' | 'relay';
  address: string;
}

export function candidateOf(line: string): Candidate | null {
  const found = /^(?:a=)?candidate:\S+ \d+ \S+ \d+ (\S{1,80}) \d+ typ (host|srflx|prflx|relay)\b/.exec(line);
  const [, address, type] = found ?? [];
  return address === undefined || type === undefined ? null : { type: type as Candidate['type'], address };
}

/** The candidates that stand in the description itself. */
export function candidatesIn(sdp: string): Candidate[] {
  return [...sdp.matchAll(/^a=(candidate:.*)$/gm)].slice(0, 200).flatMap(([, line]) => candidateOf(line ?? '') ?? []);
}
