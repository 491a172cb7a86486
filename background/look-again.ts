import type { Observation } from '../extension/model/observation.ts';
import type { Finding } from '../extension/model/report.ts';
import type { Classified, Sight } from './classify/index.ts';
import type { Identity } from './classify/leakage/identity.ts';
import { keepHanded } from './remember/media.ts';
import { addFindings, type OpenVisit } from './remember/visits.ts';

/** What was sent, and to whom: `connection` is the peer connection whose other end was handed it, or null. */
interface Sent {
  observation: Observation;
  connection: string | null;
  bytes: number;
}

interface Memory {
  sent: Sent[];
  bytes: number;
  /** What all of it has been searched for: so many learned values, and what was declared. */
  learned: number;
  declared: readonly Identity[];
  timer: ReturnType<typeof setTimeout> | null;
}

/** What is kept of one visit, in things and in bytes, and the longest thing that is. */
const limits = { sent: 300, bytes: 1 << 19, one: 1 << 16 };
/** Milliseconds in which more may be learned: a page that joins a room shows several values at once. */
const patience = 200;

/**
 * A value can be sent before anything has told that it names somebody: the user name of a relay before the message that
 * joins. So what a visit has sent lately is kept, and looked at again when the visit has learned or the person has
 * declared something new. In memory only, and gone with the visit or the worker.
 */
export class LookAgain {
  readonly #memories = new WeakMap<OpenVisit, Memory>();

  constructor(
    private readonly declared: () => readonly Identity[],
    private readonly classify: (open: OpenVisit, observation: Observation) => Classified,
    private readonly changed: (open: OpenVisit) => void,
  ) {}

  /** Keeps what is about to be classified for the first time. */
  keep(open: OpenVisit, observation: Observation, connection: string | null = null): void {
    const bytes = sizeOf(observation);
    const memory = this.#memoryOf(open);
    if (bytes === 0 || bytes > limits.one) return;
    memory.sent.push({ observation, connection, bytes });
    memory.bytes += bytes;
    while (memory.sent.length > limits.sent || memory.bytes > limits.bytes)
      memory.bytes -= memory.sent.shift()?.bytes ?? 0;
  }

  /** Looks again, soon, if there is more to look for than there was. */
  whenMoreIsKnown(open: OpenVisit): void {
    const memory = this.#memoryOf(open);
    const isMore = open.known.length > memory.learned || this.declared() !== memory.declared;
    if (!isMore || memory.timer !== null) return;
    memory.timer = setTimeout(() => {
      memory.timer = null;
      this.#look(open, memory);
    }, patience);
  }

  forget(open: OpenVisit): void {
    const timer = this.#memories.get(open)?.timer;
    if (timer != null) clearTimeout(timer);
    this.#memories.delete(open);
  }

  #look(open: OpenVisit, memory: Memory): void {
    Object.assign(memory, this.#isKnown(open));
    let found = false;
    for (const { observation, connection } of memory.sent) {
      const classified = this.classify(open, observation);
      const rows = connection === null ? contactRows(open, classified.host) : handedRows(open, connection);
      if (!rows) continue;
      const findings = classified.findings.filter(
        (finding) => finding.confidence === 'matched' && !isIn(rows, finding),
      );
      if (findings.length === 0) continue;
      found = true;
      if (connection !== null) keepHanded(open, connection, { ...classified, findings }, observation.at);
      else if (classified.host !== null) addFindings(open.visit, classified.host, findings, observation.at);
    }
    if (found) this.changed(open);
  }

  #memoryOf(open: OpenVisit): Memory {
    let memory = this.#memories.get(open);
    if (!memory) {
      memory = { sent: [], bytes: 0, timer: null, ...this.#isKnown(open) };
      this.#memories.set(open, memory);
    }
    return memory;
  }

  #isKnown({ known }: OpenVisit): Pick<Memory, 'learned' | 'declared'> {
    return { learned: known.length, declared: this.declared() };
  }
}

const contactRows = ({ visit }: OpenVisit, host: string | null) =>
  host !== null && Object.hasOwn(visit.contacts, host) ? visit.contacts[host]?.findings : undefined;

const handedRows = ({ visit }: OpenVisit, connection: string) => visit.media?.connections[connection]?.findings;

/** Whether the same value has a row for this place already, in whatever coat; without a key, under whatever key. */
function isIn(rows: Readonly<Record<string, Finding>>, { kind, digest, place, key }: Sight): boolean {
  return Object.values(rows).some(
    (row) => row.kind === kind && row.digest === digest && row.place === place && (key === null || row.key === key),
  );
}

/** Bytes in which an identifier could be, about; 0 for what tells of no sending. */
function sizeOf(observation: Observation): number {
  const address = observation.url.length;
  switch (observation.what) {
    case 'request': {
      const { body } = observation;
      if (body.state === 'raw') return address + body.bytes.length;
      return address + (body.state === 'form' ? JSON.stringify(body.fields).length : 0);
    }
    case 'headers':
      return address + observation.headers.reduce((all, { name, value }) => all + name.length + value.length, 0);
    case 'frame':
    case 'data':
      return address + observation.data.length;
    case 'body':
      return address + observation.bytes.length;
    case 'sdp':
      return address + observation.sdp.length;
    case 'turn':
      return address + (observation.username?.length ?? 0);
    case 'earlier':
      return address;
    default:
      return 0;
  }
}
