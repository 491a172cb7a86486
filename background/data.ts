import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Phrase } from '../extension/model/phrase.ts';
import type { DataState } from '../extension/model/report.ts';
import { NetworkTable } from './classify/network/table.ts';
import { readPackaged } from './packaged.ts';

/** The packaged data, as far as it could be read. */
export interface Data {
  catalogue: Catalogue | null;
  networks: NetworkTable;
  /** What of it is there, from when, and what is damaged. */
  state(): DataState;
}

/** Reads catalogue and network index. Never rejects: what is damaged is missing, and `state` says so. */
export async function loadData(): Promise<Data> {
  const [catalogue, networks] = await Promise.all([
    loadCatalogue(),
    NetworkTable.open(
      (file) => readPackaged(`networks/${file}`),
      (bytes) => crypto.subtle.digest('SHA-256', bytes),
    ),
  ]);
  const state = (): DataState => {
    const problems: Phrase[] = networks.problems.map(({ file }) => ({ key: 'problemNetworkData', values: [file] }));
    if (!catalogue) problems.push({ key: 'problemCatalogue' });
    const { about } = networks;
    return { catalogue: catalogue && { date: catalogue.date }, networks: about && { ...about }, problems };
  };
  return { catalogue, networks, state };
}

/** Null where it is damaged. Made and checked by the build, so its parts are not checked again. */
async function loadCatalogue(): Promise<Catalogue | null> {
  try {
    return JSON.parse(new TextDecoder().decode(await readPackaged('catalogue.json'))) as Catalogue;
  } catch {
    return null;
  }
}
