import browser, { type Runtime } from 'webextension-polyfill';
import {
  type Deletion,
  type HistoryAnswer,
  type HistoryCommand,
  type KeptVisit,
  readHistoryCommand,
} from '../../extension/model/history.ts';
import { readKeptVisit } from '../../extension/model/kept-visit.ts';
import { isOwnPage } from './own-page.ts';

export interface Deleted {
  /** How many visits are gone, those that were open included. */
  visits: number;
  /** In how many of the databases that were put aside something is still to be deleted. */
  left: number;
}

/** What a command needs of the rest. */
export interface HistoryKeeper {
  /** @param whole names of databases that were put aside and are to go as a whole */
  delete(deletion: Deletion, whole: readonly string[]): Promise<Deleted>;
  /** Deletes the databases that were put aside. */
  deleteAside(): Promise<void>;
  /** Opens the history, or puts it aside where it cannot be read. */
  open(): Promise<void>;
  beginImport(): Promise<string>;
  /** Null where there is no such import. */
  importVisits(by: string, visits: readonly KeptVisit[]): Promise<number | null>;
  endImport(by: string, keep: boolean): Promise<number | null>;
  /** Whether anything may be kept. */
  keeps(): Promise<boolean>;
}

/** Does what the extension's own pages want of the history. Must be called synchronously when the background starts. */
export function answerHistory(keeper: HistoryKeeper): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const command = isOwnPage(sender) ? readHistoryCommand(message) : null;
    if (command === null) return undefined;
    return answer(command, keeper).catch((): HistoryAnswer => ({ done: false, problem: 'not-stored' }));
  });
}

async function answer(command: HistoryCommand, keeper: HistoryKeeper): Promise<HistoryAnswer> {
  if (command.command === 'delete-history') {
    const { visits, left } = await keeper.delete(command.deletion, command.aside ?? []);
    return { done: true, visits, ...(left > 0 && { left }) };
  }
  if (command.command === 'delete-aside' || command.command === 'open-history') {
    await (command.command === 'delete-aside' ? keeper.deleteAside() : keeper.open());
    return { done: true, visits: 0 };
  }
  if (command.command === 'begin-import') {
    if (!(await keeper.keeps())) return { done: false, problem: 'history-off' };
    return { done: true, visits: 0, import: await keeper.beginImport() };
  }
  if (command.command === 'import-visits') {
    const visits: KeptVisit[] = [];
    for (const value of command.visits) {
      const read = readKeptVisit(value);
      if ('wrong' in read) return { done: false, problem: 'not-a-visit' };
      visits.push(read.kept);
    }
    const taken = await keeper.importVisits(command.import, visits);
    if (taken === null) return { done: false, problem: 'no-such-import' };
    return { done: true, visits: taken, known: visits.length - taken };
  }
  const visits = await keeper.endImport(command.import, command.keep);
  return visits === null ? { done: false, problem: 'no-such-import' } : { done: true, visits };
}
