import browser from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import type { Concern } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { loadData } from '../data.ts';
import { reportOf } from './report.ts';

/** The made-up visit that every package carries. */
export interface Example {
  /** What Earshot says of it, under a concern. */
  report(concern: Concern): SiteReport;
}

/** @returns null where it cannot be read. Made by the build (tools/example-visit.ts), so it is not checked again. */
export async function loadExample(): Promise<Example | null> {
  try {
    const [response, data] = await Promise.all([fetch(browser.runtime.getURL('data/example.json')), loadData()]);
    const visit = (await response.json()) as Visit;
    return { report: (concern) => reportOf(visit, data.catalogue, data.state(), concern) };
  } catch {
    return null;
  }
}
