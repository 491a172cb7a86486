/**
 * Who wrote a session description, by its shape. A `server` writes for media servers only; a `library` mostly for them. A
 * `browser` is at people's ends; `browser-code` writes as a browser does whose code apps and servers are built from, too,
 * so it says less.
 *
 * The probe tells the writer's own words where it could take them from the page's call. Where it could not, they are as
 * Chromium gives them back: the name and the address in `o=`, `s=`, `a=ice-lite` and what the session says of streams are
 * lost. So where there is a choice, signs are what lasts: numbers in `o=`, and the canonical names of sources.
 */
export interface Agent {
  /** As `Description.agent` keeps it. */
  key: string;
  name: string;
  is: 'server' | 'library' | 'browser' | 'browser-code';
  /** All must be found. */
  signs: readonly RegExp[];
  source: string;
}

/** The first whose signs are all there. Only what a public source or a recording shows. */
export const agents: readonly Agent[] = [
  {
    key: 'janus',
    name: 'Janus',
    is: 'server',
    signs: [/^a=(?:msid:janus janus\w*|ssrc:\d+ cname:janus)$/m],
    source: 'recorded: Janus 1.1.2, test/recordings/media/janus-audiobridge.json',
  },
  {
    key: 'mediasoup',
    name: 'mediasoup',
    is: 'server',
    // Its session is always number 10000.
    signs: [/^o=(?:mediasoup-client\S*|-) 10000 \d+ IN IP4 /m],
    source:
      'https://github.com/versatica/mediasoup-client/blob/0275d4cbe725b526cfc69832d974617ff6905801/src/handlers/sdp/RemoteSdp.ts',
  },
  {
    key: 'agora',
    name: 'Agora',
    is: 'server',
    signs: [/^s=AgoraGateway$/m],
    source: 'in the code of SDK agora-rtc-sdk-ng 4.24.8',
  },
  {
    // The bridge's own source, by which it takes part in RTCP.
    key: 'jitsi-videobridge',
    name: 'Jitsi Videobridge',
    is: 'server',
    signs: [/^a=ssrc:\d+ msid:mixedmslabel /m],
    source: 'https://github.com/jitsi/lib-jitsi-meet/blob/0aed808ad0776a046e98e2877b2dd22d12ba8929/modules/sdp/SDP.ts',
  },
  {
    // The version of its session is the time.
    key: 'pion',
    name: 'Pion',
    is: 'library',
    signs: [/^o=- \d{15,} 1\d{9} IN IP4 (?:0\.0\.0\.0|127\.0\.0\.1)$/m],
    source: 'https://github.com/pion/sdp/blob/058d80cd27be46ae86da3d7f937255840020069c/jsep.go',
  },
  {
    key: 'firefox',
    name: 'Firefox',
    is: 'browser',
    signs: [/^o=mozilla\.\.\.THIS_IS_SDPARTA/m],
    source: 'recorded: Firefox 153, test/recordings/media/firefox.json',
  },
  {
    key: 'firefox',
    name: 'Firefox',
    is: 'browser',
    signs: [/^o=- \d{15,} \d{1,6} IN IP4 /m, /^a=ssrc:\d+ cname:\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/m],
    source: 'recorded: Firefox 153 as Chromium 156 gives it back, test/recordings/media/read-back.json',
  },
  {
    // RFC 9429 leaves the address to the writer; WebKit is built from the same code and writes the same.
    key: 'chromium',
    name: 'Chromium',
    is: 'browser-code',
    signs: [/^o=- \d{15,} \d{1,6} IN IP4 127\.0\.0\.1$/m, /^a=ssrc:\d+ cname:[A-Za-z\d+/]{16}$/m],
    source: 'recorded: Chromium 156, test/recordings/media/chromium.json',
  },
];

/** Key of the agent that wrote a description, or null. Lines may end in CR LF or in LF. */
export function agentOf(sdp: string): string | null {
  const text = sdp.replaceAll('\r\n', '\n');
  return agents.find(({ signs }) => signs.every((sign) => sign.test(text)))?.key ?? null;
}

export function agentByKey(key: string | null): Agent | null {
  return agents.find((agent) => agent.key === key) ?? null;
}
