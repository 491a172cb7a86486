import type { DBSchema, IDBPDatabase } from 'idb';
import type { ContactRow, FiredWarning, Particulars, Summary, VisitRow } from '../../../extension/model/history.ts';
import type { Finding } from '../../../extension/model/report.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';
import type { Outlines } from './outlines.ts';

/** Visit, host, number: see `findingRows`. */
export type FindingKey = [visit: string, host: string, number: number];

/** `open` stands only while the visit is: what has it without being open was cut off by the browser's death. */
export type StoredVisit = Omit<VisitRow, 'summary'> & {
  open?: 1;
  /** Names of companies have been kept for a shorter time than visits have. */
  summary: Omit<Summary, 'companyNames'> & Partial<Pick<Summary, 'companyNames'>>;
};

export interface Schema extends DBSchema {
  visits: {
    key: string;
    value: StoredVisit;
    indexes: {
      lastAt: number;
      site: string;
      under: string;
      importedBy: string;
      open: number;
    };
  };
  outlines: { key: number; value: Outlines };
  particulars: { key: string; value: Particulars };
  contacts: { key: [string, string]; value: ContactRow };
  findings: { key: FindingKey; value: Finding };
  warnings: { key: [string, string, string]; value: FiredWarning & { visit: string } };
  meta: { key: string; value: { name: string; at: Time } };
}

export type HistoryDatabase = IDBPDatabase<Schema>;

export const version = 2;
export const stores = ['visits', 'outlines', 'particulars', 'contacts', 'findings', 'warnings', 'meta'] as const;
