import { expect } from 'playwright/test';
import { mask } from '../../background/classify/leakage/identity.ts';
import type { Finding } from '../../extension/model/report.ts';
import type { IdentifierKind } from '../../extension/model/vocabulary.ts';
import type { TestBrowser, TestPage } from './browser.ts';
import { findingsOf } from './earshot.ts';
import type { Internet, Received } from './internet.ts';

/** A finding as far as a test can know it: the planted value shows in its mask. */
export interface Expected extends Pick<Finding, 'kind' | 'masked' | 'place' | 'key'> {
  host: string;
  encoding: readonly string[];
}

export function found(
  kind: IdentifierKind,
  value: string,
  at: Pick<Expected, 'host' | 'place' | 'key'> & { encoding?: readonly string[] },
): Expected {
  return { kind, masked: mask(kind, value), encoding: [], ...at };
}

/** Waits until a tab's report has all of these. */
export async function expectFound(earshot: TestBrowser, page: TestPage, expected: Expected[]): Promise<void> {
  const tab = await earshot.tabIdOf(page);
  const listed = async () => {
    const report = await earshot.report(tab);
    const findings = report ? findingsOf(report) : [];
    return findings.map(({ host, kind, masked, place, key, encoding }) => ({
      host,
      kind,
      masked,
      place,
      key,
      encoding,
    }));
  };
  await expect.poll(listed, { timeout: 20_000 }).toEqual(expect.arrayContaining(expected));
}

/**
 * Waits until a WebSocket message with all of this in it, readable, came to one of these hosts (`*.example` for any below).
 *
 * @returns the host
 */
export async function expectFrame(
  net: Internet,
  hosts: string | readonly string[],
  ...values: string[]
): Promise<string> {
  const holds = ({ frames }: Received) => frames.some(({ data }) => values.every((value) => data.includes(value)));
  const receivers = () =>
    [hosts]
      .flat()
      .flatMap((host) => net.received(host))
      .filter(holds)
      .map(({ host }) => host);
  await expect
    .poll(receivers, { message: `${values.join(', ')} in a message to ${hosts}`, timeout: 20_000 })
    .not.toEqual([]);
  return receivers()[0] ?? '';
}

/** Waits until this was given to a TURN server, or sent in a data channel, whole or as a part. */
export async function expectAside(net: Internet, way: Internet['aside'][number]['way'], value: string): Promise<void> {
  await expect
    .poll(() => net.aside.filter((one) => one.way === way).map(({ data }) => data.toString('latin1')), {
      timeout: 20_000,
    })
    .toContainEqual(expect.stringContaining(value));
}
