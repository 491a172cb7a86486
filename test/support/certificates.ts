import { createHash, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** Certificates of an internet of its own: an authority, and one that it vouches for any host with. All have one key. */
export interface Certificates {
  /** PEM of the authority's own. */
  readonly authority: string;
  /** PEM. */
  readonly key: string;
  /** SHA-256 of the public key, base64. */
  readonly keyDigest: string;
  /** Cuts a host's certificate when it is first asked for. */
  contextFor(host: string, by: 'authority' | 'nobody'): Promise<SecureContext>;
}

const day = 86_400_000;
const kind = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function makeCertificates(): Promise<Certificates> {
  const notBeforeDate = new Date(Date.now() - day);
  const named = (value: string) => [{ name: 'commonName', value }];
  const own = await generate(named('Earshot test internet'), {
    ...kind,
    notBeforeDate,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const { cert: authority, private: key } = own;
  const contexts = new Map<string, Promise<SecureContext>>();

  async function cut(host: string, by: 'authority' | 'nobody'): Promise<SecureContext> {
    const { cert } = await generate(named(by === 'authority' ? 'a host of the test internet' : host), {
      ...kind,
      notBeforeDate,
      keyPair: { privateKey: key, publicKey: own.public },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ],
      ...(by === 'authority' && { ca: { key, cert: authority } }),
    });
    return createSecureContext({ key, cert });
  }

  return {
    authority,
    key,
    keyDigest: createHash('sha256')
      .update(new X509Certificate(authority).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
    contextFor(host, by) {
      const id = `${by} ${host}`;
      const known = contexts.get(id) ?? cut(host, by);
      contexts.set(id, known);
      return known;
    },
  };
}

/** A certificate that a page may pin by `serverCertificateHashes` (WebTransport, section "WebTransportOptions Dictionary"). */
export interface PinnedCertificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** SHA-256 of the certificate, base64. */
  readonly digest: string;
}

/** Good for less than two weeks, with a key on P-256: browsers pin no others. */
export async function makePinnedCertificate(host: string): Promise<PinnedCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }], {
    ...kind,
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + 10 * day),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  });
  return { cert, key, digest: createHash('sha256').update(new X509Certificate(cert).raw).digest('base64') };
}
